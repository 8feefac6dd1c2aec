using LoadOperator.AgentClient.Credentials;

namespace LoadOperator.AgentClient.Tests;

public sealed class CampaignCredentialsTests
{
    [Fact]
    public void Restore_OfWhatWasStored_HasTheSameKeys()
    {
        using var made = CampaignCredentials.Create(DateTimeOffset.UnixEpoch.AddYears(56), TimeSpan.FromHours(1));
        var (certificate, key) = made.ClientPem();

        using var restored = CampaignCredentials.Restore(made.AuthorityPem, made.GeneratorCertificatePem, made.GeneratorKeyPem, certificate, key);

        Assert.Equal(made.Authority.Thumbprint, restored.Authority.Thumbprint);
        Assert.Equal(made.Client.Thumbprint, restored.Client.Thumbprint);
        Assert.Equal(made.ClientPem(), restored.ClientPem());
    }
}
