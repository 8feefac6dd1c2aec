using System.Text;
using System.Text.RegularExpressions;

namespace LoadOperator.Profiling.Stacks;

/// <summary>
/// Turns the names that the compiler gives into those that the source has: <c>Orders+&lt;ParseAsync&gt;d__5.MoveNext()</c> is
/// <c>Orders.ParseAsync</c>, however many methods the compiler made of it.
/// </summary>
internal static partial class MethodNames
{
    public static string Readable(string name)
    {
        var text = WithoutTypeArguments(WithoutParameters(name)).Replace('/', '+');
        text = Arity().Replace(text, "");
        text = ClosureType().Replace(text, "");
        text = TopLevel().Replace(text, "Main");
        text = StateMachine().Replace(text, "$1");
        text = LocalFunction().Replace(text, "$1.$2");
        text = Lambda().Replace(text, "$1.lambda");
        return text.Replace('+', '.');
    }

    private static string WithoutParameters(string name) => name.IndexOf('(', StringComparison.Ordinal) is var open and > 0 ? name[..open] : name;

    /// <summary>The runtime writes the same code for many type arguments, and names only a placeholder.</summary>
    private static string WithoutTypeArguments(string name)
    {
        if (!name.Contains('[', StringComparison.Ordinal)) return name;
        var text = new StringBuilder();
        var depth = 0;
        foreach (var c in name)
        {
            if (c == '[') depth++;
            else if (c == ']') depth--;
            else if (depth == 0) text.Append(c);
        }

        return text.ToString();
    }

    [GeneratedRegex(@"`\d+")]
    private static partial Regex Arity();

    /// <summary>The class that holds what a lambda has captured.</summary>
    [GeneratedRegex(@"\+<>c(__DisplayClass\w*)?(?=[.+])")]
    private static partial Regex ClosureType();

    /// <summary>Of a method, or of a lambda or local function, whose own name is one of the compiler's.</summary>
    [GeneratedRegex(@"<(.+)>d(?:__\d+)?\.MoveNext$")]
    private static partial Regex StateMachine();

    [GeneratedRegex(@"<([^<>]+)>g__([^|]+)\|[\d_]+(?:\+.*)?")]
    private static partial Regex LocalFunction();

    [GeneratedRegex(@"<([^<>]+)>b__[\d_]+")]
    private static partial Regex Lambda();

    [GeneratedRegex(@"<Main>\$")]
    private static partial Regex TopLevel();
}
