using k8s.Models;
using LoadOperator.Operator.Generators;

namespace LoadOperator.Operator.Tests;

public sealed class PodTroubleTests
{
    [Fact]
    public void Of_PodThatStarts_IsNone() =>
        Assert.Null(PodTrouble.Of(Pod("Pending", new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "ContainerCreating" } })));

    [Theory]
    [InlineData("ImagePullBackOff", false)]
    [InlineData("ErrImageNeverPull", true)]
    [InlineData("InvalidImageName", true)]
    public void Of_ImageThatCannotBeHad_SaysSoAndWhetherWaitingHelps(string reason, bool isFinal)
    {
        var trouble = PodTrouble.Of(Pod("Pending", new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = "no such image" } }));

        Assert.Equal((reason, $"generator pod p: {reason}: no such image", isFinal), (trouble!.Reason, trouble.Message, trouble.IsFinal));
    }

    [Fact]
    public void Of_NoRoom_IsWaitedFor()
    {
        var pod = Pod("Pending", null);
        pod.Status.Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = "0/1 nodes are available: 1 Insufficient cpu." }];

        Assert.Equal(new PodTrouble("Unschedulable", "generator pod p cannot be scheduled: 0/1 nodes are available: 1 Insufficient cpu.", false), PodTrouble.Of(pod));
    }

    [Fact]
    public void Of_OutOfMemory_IsFinal()
    {
        var trouble = PodTrouble.Of(Pod("Failed", new V1ContainerState { Terminated = new V1ContainerStateTerminated { Reason = "OOMKilled", ExitCode = 137 } }));

        Assert.Equal(("OOMKilled", true), (trouble!.Reason, trouble.IsFinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_Evicted_IsFinalWithTheNodesWords(bool containerIsToldToo)
    {
        var pod = Pod("Failed", containerIsToldToo ? new V1ContainerState { Terminated = new V1ContainerStateTerminated { Reason = "Error", ExitCode = 137 } } : null);
        (pod.Status.Reason, pod.Status.Message) = ("Evicted", "The node was low on resource: memory.");

        Assert.Equal(new PodTrouble("Evicted", "generator pod p ended: Evicted: The node was low on resource: memory.", true), PodTrouble.Of(pod));
    }

    [Fact]
    public void Of_Drained_SaysThatItWas()
    {
        var pod = Pod("Running", new V1ContainerState { Running = new V1ContainerStateRunning() });
        pod.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
        pod.Status.Conditions = [new V1PodCondition { Type = "DisruptionTarget", Status = "True", Reason = "EvictionByEvictionAPI", Message = "Eviction API: evicting" }];

        Assert.Equal(new PodTrouble("EvictionByEvictionAPI", "generator pod p is being deleted: EvictionByEvictionAPI: Eviction API: evicting", true), PodTrouble.Of(pod));
    }

    [Fact]
    public void IsReady_BeingDeleted_IsNot()
    {
        var pod = Pod("Running", new V1ContainerState { Running = new V1ContainerStateRunning() });
        pod.Status.PodIP = "198.18.0.9";
        pod.Status.ContainerStatuses[0].Ready = true;
        Assert.True(PodTrouble.IsReady(pod));

        pod.Metadata.DeletionTimestamp = DateTime.UnixEpoch;

        Assert.False(PodTrouble.IsReady(pod));
    }

    private static V1Pod Pod(string phase, V1ContainerState? state) => new()
    {
        Metadata = new V1ObjectMeta { Name = "p" },
        Status = new V1PodStatus
        {
            Phase = phase,
            ContainerStatuses = state is null ? null : [new V1ContainerStatus { Name = GeneratorPod.Container, State = state, Image = "i", ImageID = "", Ready = false }],
        },
    };
}
