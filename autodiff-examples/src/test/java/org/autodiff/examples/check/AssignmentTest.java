package org.autodiff.examples.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.autodiff.examples.cli.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AssignmentTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        w=1,x=2,b=0                      | w:1 x:2 b:0
        A=random(3,4),x=[1,2,3,4]        | A:random(3,4) x:[1,2,3,4]
        A = [1,2;3,4]' , alpha_1=-1e-3   | A:[1,2;3,4]' alpha_1:-1e-3
        x='my, file.npy',y=2             | x:'my, file.npy' y:2
        x=A',y=B'                        | x:A' y:B'
        point.npy                        | ?:point.npy
        x=if(1==2,3,4)                   | x:if(1==2,3,4)
        1==2                             | ?:1==2
        größe=3                          | größe:3
        λ₁=2,Δx_12=3                     | λ₁:2 Δx_12:3
        """)
    void commasWithinBracketsAndQuotesPartNothing(String text, String expected) {
        List<Assignment> parts = Assignment.parse("--at", text);
        assertEquals(
                expected,
                parts.stream().map(a -> a.name().orElse("?") + ":" + a.value()).collect(Collectors.joining(" ")));
    }

    @Test
    void quotesAroundAFileAreNotPartOfIt() {
        assertEquals(
                "a, b.npy", Assignment.parse("--at", "x=\"a, b.npy\"").get(0).unquoted());
        assertEquals("[1]'", Assignment.parse("--at", "x=[1]'").get(0).unquoted());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        A=random(3,4   | --at 'A=random(3,4': a bracket ( is never closed
        x=[1,2)        | --at 'x=[1,2)': character 7, ), closes no bracket
        x=1],y=2       | --at 'x=1],y=2': character 4, ], closes no bracket
        x='a.npy       | --at 'x='a.npy': a quote is never closed
        x=1,,y=2       | --at 'x=1,,y=2': a part is empty: write NAME=VALUE,NAME=VALUE
        x=             | --at 'x=': x has no value: write NAME=VALUE,NAME=VALUE
        """)
    void mistakes(String text, String expected) {
        String message = assertThrows(UserError.class, () -> Assignment.parse("--at", text))
                .getMessage();
        assertTrue(message.startsWith(expected), message);
    }
}
