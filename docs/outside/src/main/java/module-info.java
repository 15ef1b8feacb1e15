module spirals {
    requires org.autodiff;
    requires org.autodiff.nn;
    requires jdk.httpserver;
}
