namespace LoadOperator.Runtime.Informers;

/// <summary>Which objects of a kind an informer follows.</summary>
/// <param name="Namespace">Empty: of all namespaces.</param>
/// <param name="LabelSelector">Empty: with any labels.</param>
internal sealed record InformerScope(string Namespace, string LabelSelector)
{
    /// <summary>Objects in one page of a list.</summary>
    public int PageSize { get; init; } = 500;
}
