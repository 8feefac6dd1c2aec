using System.Text.Json;
using LoadOperator.Model;

namespace LoadOperator.Conformance;

/// <summary>What the generator answered.</summary>
/// <param name="To">The request, for messages.</param>
internal sealed record Answer(string To, int Status, string? MediaType, string Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <exception cref="InvalidDataException">It is no success, or not what it should be.</exception>
    public T Read<T>()
    {
        if (!IsSuccess) throw new InvalidDataException($"{To} answered {Status}: {Body}");
        try
        {
            return JsonSerializer.Deserialize<T>(Body, ModelJson.Compact) ?? throw new InvalidDataException($"{To} answered null");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{To} answered no {typeof(T).Name}: {exception.Message}", exception);
        }
    }
}
