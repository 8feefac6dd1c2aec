using System.Collections;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace LoadOperator.Model.Manifests;

/// <summary>Turns nodes into objects of the model, and remembers where each field stood. Whatever does not fit becomes a problem; the rest is bound all the same, so that all problems are found at once.</summary>
internal sealed class Binder(List<Problem> problems)
{
    private readonly Dictionary<string, Position> _positions = [];
    private readonly HashSet<string> _broken = [];

    /// <summary>Where the field of this path stands, or the nearest object around it.</summary>
    public Position PositionOf(string path)
    {
        while (true)
        {
            if (_positions.TryGetValue(path, out var position)) return position;
            var cut = path.LastIndexOfAny(['.', '[']);
            if (cut < 0) return _positions.GetValueOrDefault("", new Position(1, 1));
            path = path[..cut];
        }
    }

    /// <summary>Whether the object of this path, or something in it, could not be bound.</summary>
    public bool IsBroken(string path) => _broken.Contains(path);

    public object? Bind(Node node, Type type, string path)
    {
        _positions[path] = node.Position;
        if (type == typeof(V1ObjectMeta)) return BindMetadata(node, path);
        if (Fields.ElementOf(type) is { } element) return BindList(node, element, path);
        if (Fields.ValueOf(type) is { } value) return BindMap(node, value, path);
        if (Fields.IsObject(type)) return BindObject(node, type, path);
        if (node is not Node.Scalar scalar) return Fail(node, path, $"must be a single value, but is {node.Describe()}");
        var (result, allowed) = ScalarText.Read(scalar, type);
        return allowed is null ? result : Fail(node, path, $"allowed: {allowed}", scalar.Text);
    }

    private object? BindObject(Node node, Type type, string path)
    {
        if (node is not Node.Mapping mapping) return Fail(node, path, $"must be a map of fields, but is {node.Describe()}");
        var result = Activator.CreateInstance(type)!;
        var fields = Fields.Of(type);
        foreach (var entry in mapping.Entries)
        {
            var childPath = Join(path, entry.Key);
            if (fields.FirstOrDefault(f => f.Name == entry.Key) is not { } field)
            {
                var names = fields.Select(f => f.Name).ToList();
                problems.Add(new Problem(ProblemLevel.Error, entry.Position, childPath, null, Sentence.UnknownField(entry.Key, names)));
                Break(path);
                continue;
            }

            // As in the API: a field that is null is a field that is not there.
            if (entry.Value is Node.Scalar { IsNull: true }) continue;
            var value = Bind(entry.Value, field.Type, childPath);
            if (value is not null) field.Property.SetValue(result, value);
        }

        foreach (var field in fields.Where(f => f.IsRequired && !mapping.Entries.Any(e => e.Key == f.Name && e.Value is not Node.Scalar { IsNull: true })))
            Fail(node, Join(path, field.Name), "is missing");
        return result;
    }

    private IList? BindList(Node node, Type element, string path)
    {
        if (node is not Node.Sequence sequence) return (IList?)Fail(node, path, $"must be a list, but is {node.Describe()}");
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        for (var i = 0; i < sequence.Items.Count; i++)
        {
            var item = Bind(sequence.Items[i], element, $"{path}[{i}]");
            // What could not be bound keeps its place, or the paths of all after it would be wrong.
            if (item is not null || Fields.IsObject(element)) list.Add(item ?? Activator.CreateInstance(element));
        }

        return list;
    }

    private IDictionary? BindMap(Node node, Type value, string path)
    {
        if (node is not Node.Mapping mapping) return (IDictionary?)Fail(node, path, $"must be a map, but is {node.Describe()}");
        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), value))!;
        foreach (var entry in mapping.Entries)
        {
            if (entry.Value is Node.Scalar { IsNull: true }) Fail(entry.Value, Join(path, entry.Key), "must have a value");
            else if (Bind(entry.Value, value, Join(path, entry.Key)) is { } item) map[entry.Key] = item;
        }

        return map;
    }

    /// <summary>Object metadata belongs to Kubernetes: the names of its fields are checked here, their values by its own client.</summary>
    private V1ObjectMeta? BindMetadata(Node node, string path)
    {
        if (node is not Node.Mapping mapping) return (V1ObjectMeta?)Fail(node, path, $"must be a map of fields, but is {node.Describe()}");
        var fields = Fields.Of(typeof(V1ObjectMeta));
        var json = new JsonObject();
        foreach (var entry in mapping.Entries)
        {
            var childPath = Join(path, entry.Key);
            _positions[childPath] = entry.Value.Position;
            if (fields.All(f => f.Name != entry.Key))
                problems.Add(new Problem(ProblemLevel.Error, entry.Position, childPath, null, Sentence.UnknownField(entry.Key, ["name", "generateName", "namespace", "labels", "annotations"])));
            else if (entry.Value is Node.Scalar { IsNull: true })
                continue;
            else if (entry.Key is "labels" or "annotations")
                json[entry.Key] = BindMap(entry.Value, typeof(string), childPath) is IDictionary<string, string> map ? new JsonObject(map.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value))) : null;
            else if (entry.Key is "name" or "namespace" or "generateName")
                json[entry.Key] = (string?)Bind(entry.Value, typeof(string), childPath);
        }

        return KubernetesJson.Deserialize<V1ObjectMeta>(json.ToJsonString());
    }

    private object? Fail(Node node, string path, string message, string? value = null)
    {
        problems.Add(new Problem(ProblemLevel.Error, node.Position, path, value, message));
        Break(path);
        return null;
    }

    /// <summary>Marks the object of this path and all around it, so that rules over several fields do not judge what is only half there.</summary>
    private void Break(string path)
    {
        while (_broken.Add(path) && path.Length > 0)
        {
            var cut = path.LastIndexOfAny(['.', '[']);
            path = cut < 0 ? "" : path[..cut];
        }
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
