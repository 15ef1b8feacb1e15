module spirals {
    requires org.autodiff.nn;
    requires jdk.httpserver;
}
