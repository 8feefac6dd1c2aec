using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadOperator.Model.Spec;

internal static class Certificates
{
    /// <summary>Whether the text holds PEM certificates, all of them readable.</summary>
    public static bool CanRead(string pem)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            return certificates.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
