using k8s.Models;
using LoadOperator.Runtime.Controllers;

namespace LoadOperator.Runtime.Tests.Controllers;

public sealed class ConcernTests
{
    [Fact]
    public void IsIn_StatusAlone_IsNot()
    {
        var after = Meta();
        after.ResourceVersion = "2";
        after.ManagedFields = [new V1ManagedFieldsEntry { Manager = "m" }];

        Assert.False(Concern.IsIn(Meta(), after));
    }

    public static TheoryData<string, Action<V1ObjectMeta>> Changes => new()
    {
        { "generation", m => m.Generation = 2 },
        { "deletion", m => m.DeletionTimestamp = DateTime.UnixEpoch },
        { "label", m => m.Labels["a"] = "other" },
        { "annotation", m => m.Annotations = new Dictionary<string, string> { ["a"] = "b" } },
        { "finalizer", m => m.Finalizers = ["f"] },
        { "owner", m => m.OwnerReferences = [new V1OwnerReference { Uid = "u", Controller = true }] },
        { "kind without a generation", m => m.Generation = null },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void IsIn_AnythingElse_Is(string what, Action<V1ObjectMeta> change)
    {
        var after = Meta();
        change(after);

        Assert.True(Concern.IsIn(Meta(), after), what);
    }

    private static V1ObjectMeta Meta() => new() { Generation = 1, ResourceVersion = "1", Labels = new Dictionary<string, string> { ["a"] = "b" } };
}
