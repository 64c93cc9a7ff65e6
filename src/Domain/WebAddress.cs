namespace Cesuur.Domain;

/// <summary>Where we send people: to https, or to http on the machine itself, as in development.</summary>
public static class WebAddress
{
    /// <summary>Absolute, and without a name or password in it.</summary>
    public static bool IsSafe(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var read)
        && (read.Scheme == Uri.UriSchemeHttps || (read.Scheme == Uri.UriSchemeHttp && read.IsLoopback))
        && read.UserInfo.Length == 0;
}
