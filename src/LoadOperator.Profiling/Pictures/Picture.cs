namespace LoadOperator.Profiling.Pictures;

/// <summary>A file to look at that is made of profiles.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Side">control or candidate; null where it shows both.</param>
/// <param name="Stacks">How many stacks there are to draw; 0 where it is drawn whole or not at all.</param>
/// <param name="Draw">Draws the dearest of them, so many.</param>
public sealed record Picture(string Name, string? Side, string MediaType, int Stacks, Func<int, string> Draw)
{
    /// <summary>All of it.</summary>
    public string Whole => Draw(Stacks);
}
