namespace LoadOperator.Runtime.Controllers;

/// <summary>
/// Objects that are gone and of which the controller has not been told yet, in the order in which they went. Of one name there may be
/// several: each was an object of its own.
/// </summary>
internal sealed class Departures<TEntity>
    where TEntity : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<EntityKey, List<TEntity>> _gone = [];

    public void Add(EntityKey key, TEntity last)
    {
        lock (_lock)
        {
            if (_gone.TryGetValue(key, out var known)) known.Add(last);
            else _gone[key] = [last];
        }
    }

    /// <summary>The one that went first; null where the controller has been told of all.</summary>
    public TEntity? First(EntityKey key)
    {
        lock (_lock) return _gone.TryGetValue(key, out var known) ? known[0] : null;
    }

    public void Told(EntityKey key, TEntity gone)
    {
        lock (_lock)
        {
            if (_gone.TryGetValue(key, out var known) && known.Remove(gone) && known.Count == 0) _gone.Remove(key);
        }
    }
}
