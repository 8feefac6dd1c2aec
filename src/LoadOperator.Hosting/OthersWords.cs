namespace LoadOperator.Hosting;

/// <summary>What a target, or whoever stands in its place, has said: in a status that has its bounds, where it may be no reason for the verdict to be lost.</summary>
public static class OthersWords
{
    private const int Longest = 1000;

    public static string Cut(string words, int longest = Longest) => words.Length > longest ? words[..longest] + "…" : words;
}
