/** The language of formulas, as docs/formulas.md describes it. One rule for each precedence, loosest first. */
grammar Formula;

@parser::members {
    /** How deep one rule may stand inside itself. The rules recurse, and so do those who read the tree. */
    public static final int DEEPEST = 100;

    /** How the message begins that says so. */
    public static final String TOO_DEEP = "nested too deeply";

    private final int[] depths = new int[ruleNames.length];

    @Override
    public void enterRule(ParserRuleContext context, int state, int rule) {
        super.enterRule(context, state, rule);
        if (++depths[rule] > DEEPEST) {
            notifyErrorListeners(TOO_DEEP + ": more than " + DEEPEST
                    + " brackets, signs or powers inside each other; define a part of it first: a = ...; f(a)");
        }
    }

    @Override
    public void exitRule() {
        depths[_ctx.getRuleIndex()]--;
        super.exitRule();
    }
}

formula : block EOF ;

block : (definition ';')* expression ;

definition : NAME '=' expression ;

expression : sum (comparison=(LESS | LESS_EQUAL | GREATER | GREATER_EQUAL | EQUAL | NOT_EQUAL) sum)? ;

sum : product (operators+=(PLUS | MINUS) product)* ;

product : unary (operators+=(TIMES | OVER | MATMUL) unary)* ;

unary : sign=(PLUS | MINUS) unary | power ;

power : postfix (operator=POWER unary | operator=SUPERSCRIPT)? ;

postfix : atom suffix* ;

suffix : operator=TRANSPOSE | operator='[' subscript (',' subscript)* ']' | operator='.' member=NAME ;

subscript : from=expression range? | range ;

range : ':' to=expression? (':' step=expression?)? ;

atom
    : NUMBER                                                                # number
    | NAME                                                                  # name
    | TEXT                                                                  # text
    | function=NAME '(' (argument (',' argument)*)? ')'                     # call
    | IF '(' expression ',' expression ',' expression ')'                   # conditional
    | '[' row (';' row)* ']'                                                # vector
    | '(' block ')'                                                         # group
    ;

argument : (name=NAME '=')? expression ;

row : expression (',' expression)* ;

/** What an argument says in words: an equation of einsum, an order. */
TEXT : '"' ~["\r\n]* '"' ;
ASSIGN : '=' ;
LESS : '<' ;
LESS_EQUAL : '<=' | '≤' ;
GREATER : '>' ;
GREATER_EQUAL : '>=' | '≥' ;
EQUAL : '==' ;
NOT_EQUAL : '!=' | '≠' ;
PLUS : '+' ;
MINUS : '-' | '−' ;
TIMES : '*' | '·' | '×' | '⋅' ;
OVER : '/' | '÷' ;
MATMUL : '@' ;
POWER : '^' | '**' ;
SUPERSCRIPT : '⁻'? [⁰¹²³⁴⁵⁶⁷⁸⁹]+ ;
TRANSPOSE : '\'' | 'ᵀ' | '′' ;
IF : 'if' ;
NUMBER : ([0-9]+ ('.' [0-9]*)? | '.' [0-9]+) ([eE] [+-]? [0-9]+)? ;
NAME : '∞' | [\p{Lu}\p{Ll}\p{Lt}\p{Lo}_] [\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{M}\p{Nd}₀₁₂₃₄₅₆₇₈₉_]* ;
SPACE : [\p{White_Space}]+ -> skip ;
/** What fits nowhere is reported by the parser's side, with a caret. */
UNKNOWN : . ;
