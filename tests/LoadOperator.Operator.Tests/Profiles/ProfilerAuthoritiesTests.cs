using System.Text;
using k8s.Models;
using LoadOperator.Operator.Profiles;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Tests.Profiles;

public sealed class ProfilerAuthoritiesTests
{
    private static readonly EntityKey Own = new("load-operator-system", "load-operator-profilers");
    private readonly MemoryStore _store = new();

    [Fact]
    public async Task Get_SecondOperator_HasTheAuthorityOfTheFirst()
    {
        using var first = Authorities();
        using var second = Authorities();

        var made = await first.GetAsync(Cancel);
        var taken = await second.GetAsync(Cancel);

        Assert.Same(made, await first.GetAsync(Cancel));
        Assert.Equal(made.CertificatePem, taken.CertificatePem);
        Assert.Equal(made.KeyPem(), taken.KeyPem());
    }

    [Fact]
    public async Task Get_SecretThatHoldsNone_IsReplaced()
    {
        await _store.CreateAsync(new V1Secret { Metadata = new V1ObjectMeta { Name = Own.Name, NamespaceProperty = Own.Namespace }, Data = new Dictionary<string, byte[]> { ["ca.crt"] = [1], ["ca.key"] = [2] } }, Cancel);
        using var authorities = Authorities();

        var made = await authorities.GetAsync(Cancel);

        Assert.Equal(made.CertificatePem, Encoding.ASCII.GetString((await _store.GetAsync<V1Secret>(Own, Cancel))!.Data["ca.crt"]));
    }

    [Fact]
    public async Task Publish_ConfigMap_HasTheCertificateAndNoKey()
    {
        using var authorities = Authorities();

        await authorities.PublishAsync(Cancel);

        var published = (await _store.GetAsync<V1ConfigMap>(Own, Cancel))!.Data;
        Assert.Equal(["ca.crt", "image"], published.Keys.Order());
        Assert.Equal((await authorities.GetAsync(Cancel)).CertificatePem, published["ca.crt"]);
        Assert.Equal(TestCampaign.Settings.GeneratorImage, published["image"]);
    }

    [Fact]
    public async Task Publish_OperatorWithoutANamespace_WritesNothing()
    {
        using var authorities = Authorities(null);

        await authorities.PublishAsync(Cancel);

        Assert.NotNull(await authorities.GetAsync(Cancel));
        Assert.Equal(0, _store.Writes);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ProfilerAuthorities Authorities(string? own = "load-operator-system") => new(_store, TestCampaign.Settings with { Namespace = own }, TimeProvider.System);
}
