using System.Net;

namespace LoadOperator.Runtime.Api;

/// <summary>The API server refused a request. The message is its own.</summary>
public sealed class ApiException(HttpStatusCode status, string reason, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>For instance <c>NotFound</c>, <c>Conflict</c>, <c>Forbidden</c>, <c>Invalid</c>; empty where the server gives none.</summary>
    public string Reason { get; } = reason;

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => Status is HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;
}
