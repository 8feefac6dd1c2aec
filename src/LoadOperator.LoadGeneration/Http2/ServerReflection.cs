using System.Buffers.Binary;
using System.Net;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.Model.Contract;
using LoadOperator.Protobuf;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>Asks a target what its gRPC services are.</summary>
internal static class ServerReflection
{
    private const long MostBytes = 4 * 1024 * 1024;
    private const int Unimplemented = 12;
    /// <summary>Less than whoever plans the round waits for an answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The first as it is now, the second as older servers have it.</summary>
    private static readonly string[] Services = ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"];

    /// <exception cref="PlanRefusedException">It does not say.</exception>
    public static async Task<ProtoSchema> AskAsync(TargetAddress target, EventLoops loops, IEnumerable<string> methods, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(Patience);
        using var client = Http2Driver.ClientOf(target, loops);
        try
        {
            var files = new ReflectedFiles(methods);
            var service = 0;
            while (files.NextQuestions() is { Count: > 0 } questions)
            {
                if (await TryAskAsync(client.Invoker, target, Services[service], questions, files, timeout.Token).ConfigureAwait(false)) continue;
                if (++service == Services.Length) throw new PlanRefusedException("protos: none are given, and the target does not reflect its services: give them, or have it do so");
                files = new ReflectedFiles(methods);
            }

            return files.Schema();
        }
        catch (Exception exception) when (exception is ProtoException or HttpRequestException or IOException or InvalidDataException)
        {
            throw new PlanRefusedException($"protos: none are given, and the target's own could not be read: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new PlanRefusedException($"protos: none are given, and the target did not say within {Patience.TotalSeconds:0} s what its services are", exception);
        }
    }

    /// <returns>False where the target has no such service.</returns>
    private static async Task<bool> TryAskAsync(HttpMessageInvoker client, TargetAddress target, string service, IEnumerable<byte[]> questions, ReflectedFiles files, CancellationToken cancellation)
    {
        var host = new Uri(target.Url);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host, $"{host.AbsolutePath.TrimEnd('/')}/{service}/ServerReflectionInfo"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([.. questions.SelectMany(GrpcCall.Frame)]),
        };
        request.Headers.Host = CompiledStep.HostOf(host, target.Tls?.ServerName);
        request.Headers.TE.ParseAdd("trailers");
        request.Content.Headers.ContentType = new("application/grpc");
        using var response = await client.SendAsync(request, cancellation).ConfigureAwait(false);
        var body = await ReadAsync(response, cancellation).ConfigureAwait(false);
        var (error, status) = GrpcCall.StatusOf(response);
        if (status == Unimplemented || response.StatusCode == HttpStatusCode.NotFound) return false;
        if (error is not null || status != 0) throw new InvalidDataException($"its reflection ended with {error ?? $"status {status}"}");
        for (var left = body.AsMemory(); left.Length > 0;)
        {
            if (left.Length < GrpcCall.FrameBytes || BinaryPrimitives.ReadUInt32BigEndian(left.Span[1..]) is var length && length > left.Length - GrpcCall.FrameBytes) throw new InvalidDataException("its reflection is cut short");
            files.Take(left.Span.Slice(GrpcCall.FrameBytes, (int)length));
            left = left[(GrpcCall.FrameBytes + (int)length)..];
        }

        return true;
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var count)
        {
            body.Write(buffer, 0, count);
            if (body.Length > MostBytes) throw new InvalidDataException($"its reflection has more than {MostBytes:N0} bytes");
        }

        return body.ToArray();
    }
}
