using LoadOperator.LoadGeneration.Answers;
using LoadOperator.LoadGeneration.Data;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Tests.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Tests.Answers;

/// <summary>What is done for every request is done in memory that is used again.</summary>
public sealed class AllocationTests
{
    private static readonly Step Demanding = new()
    {
        Name = "a",
        Http = new HttpRequest
        {
            Path = "/{{users.id}}/{{id}}/{{uuid}}",
            Headers = new Dictionary<string, string> { ["X-Id"] = "{{id}}-{{random 1 9}}" },
            Expect = new Expectation { Headers = [new HeaderExpectation { Name = "x-token", Regex = "^t-." }], Body = [new BodyExpectation { Contains = "o-17" }, new BodyExpectation { JsonPath = "$.state", EqualTo = "open" }] },
        },
        Extract = [new Extraction { Name = "id", From = new ExtractionSource { JsonPath = "$.items[-1].id" } }, new Extraction { Name = "token", From = new ExtractionSource { Header = "X-Token" } }],
        ThinkTime = new ThinkTime { Uniform = new UniformTime { Min = Duration.FromMilliseconds(1), Max = Duration.FromMilliseconds(9) } },
    };

    [Fact]
    public void Step_ThatUsesEverything_AllocatesNothingOnceItsBuffersHaveGrown()
    {
        var folder = Directory.CreateTempSubdirectory("allocation-test-");
        File.WriteAllText(Path.Join(folder.FullName, "users.csv"), "id\n1\n2\n");
        var round = Loads.Plan("http://127.0.0.1:1", Loads.Inject(1, 1), scenario: new Scenario { Name = "s", Steps = [Demanding] }) with
        {
            Feeds = [new FeedFile("users", FeedStrategy.Random, "users.csv")],
            Traceparent = new TraceSampling { SampledPercent = 50 },
        };
        var plan = new RequestPlan(round, new DataFolder(folder));
        folder.Delete(recursive: true);
        var (values, answer, rendering) = (new IterationValues(plan.VariableCount), new KeptAnswer(), new RequestRendering());

        var allocated = new long[4];
        for (ulong seed = 0; seed < 100; seed++) Assert.True(Run(seed));
        Array.Clear(allocated);
        for (ulong seed = 0; seed < 1000; seed++) Run(seed);

        // Of a row, of an answer looked into, of a request, of a think time.
        Assert.Equal([0, 0, 0, 0], allocated);

        bool Run(ulong seed)
        {
            var random = new SeededRandom(seed);
            var scenario = plan.Draw(ref random);
            values.Clear();
            var began = GC.GetAllocatedBytesForCurrentThread();
            var isFed = scenario.Feeds[0].TryDraw(seed, values);
            Count(0, ref began);
            answer.Clear();
            answer.KeepField("X-Token: t-9"u8);
            answer.KeepBody("""{"items": [{"id": "o-1"}, {"id": "o-17"}], "state": "open"}"""u8);
            var error = plan.Steps[0].Answer!.Read(answer, values, rendering.Scratch);
            Count(1, ref began);
            var templates = new TemplateValues(1, random, values) { Trace = RequestTrace.Create(seed, 0, 50) };
            var request = plan.Steps[0].Render(ref templates, rendering);
            Count(2, ref began);
            var thinkNs = plan.Steps[0].ThinkTime!.Value.Draw(seed, 0);
            Count(3, ref began);
            return isFed && error is null && request.Length > 0 && thinkNs > 0;
        }

        void Count(int part, ref long began)
        {
            var now = GC.GetAllocatedBytesForCurrentThread();
            allocated[part] += now - began;
            began = now;
        }
    }
}
