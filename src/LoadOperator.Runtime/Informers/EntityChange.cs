namespace LoadOperator.Runtime.Informers;

/// <summary>An object as it was and as it is.</summary>
/// <param name="Before">Null where it is new.</param>
/// <param name="After">Null where it is gone.</param>
internal readonly record struct EntityChange<TEntity>(TEntity? Before, TEntity? After)
    where TEntity : class;
