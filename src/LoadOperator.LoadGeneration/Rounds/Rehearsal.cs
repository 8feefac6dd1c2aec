using System.Net;
using System.Net.Sockets;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>
/// Two short rounds against a target inside this process, so that all code on the way of a request is compiled before the first
/// round. Compiling it under load would cost that round half a second, in which arrivals pile up and open thousands of connections.
/// </summary>
public static class Rehearsal
{
    private const int Users = 4;
    private static readonly Duration Length = Duration.FromMilliseconds(300);
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nServer: rehearsal\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok"u8.ToArray();

    public static async Task RunAsync(RoundEngine engine, TimeProvider clock)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var over = new CancellationTokenSource();
        var serving = ServeAsync(listener, over.Token);
        var url = $"http://{listener.LocalEndpoint}";
        await RunAsync(engine, PlanOf(url, new Simulation { Inject = new Inject { Rate = 1000, During = Length } }, clock)).ConfigureAwait(false);
        await RunAsync(engine, PlanOf(url, new Simulation { KeepConstant = new KeepConstant { Copies = Users, During = Length } }, clock)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await serving.ConfigureAwait(false);
    }

    private static async Task RunAsync(RoundEngine engine, RoundPlan plan)
    {
        using var round = engine.Start(plan);
        await round.Completion.ConfigureAwait(false);
    }

    private static RoundPlan PlanOf(string url, Simulation simulation, TimeProvider clock) => new()
    {
        Id = "rehearsal",
        Target = new TargetAddress { Url = url },
        Scenarios = [new Scenario { Name = "rehearsal", Steps = [new Step { Name = "rehearsal", Http = new HttpRequest { Method = "POST", Path = "/{{seq}}", Body = "{{uuid}}{{random 1 9}}" } }] }],
        Simulations = [simulation],
        Seed = 0,
        Share = Share.Whole,
        StartAt = clock.GetUtcNow(),
    };

    private static async Task ServeAsync(TcpListener listener, CancellationToken over)
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(AnswerAsync(await listener.AcceptSocketAsync(over).ConfigureAwait(false), over));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections).ConfigureAwait(false);
        }
    }

    /// <summary>Each request comes in one piece: it is small, and nobody else sends here.</summary>
    private static async Task AnswerAsync(Socket socket, CancellationToken over)
    {
        using (socket)
        {
            var request = new byte[4096];
            try
            {
                while (await socket.ReceiveAsync(request, over).ConfigureAwait(false) > 0) await socket.SendAsync(Answer, over).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                // The rehearsal is over.
            }
        }
    }
}
