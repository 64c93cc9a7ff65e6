using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Cesuur.Infrastructure.Webhooks;

/// <summary>
/// Where deliveries may go. Customers choose the URLs and we make the requests, so without this they
/// could reach what only we can: our own network, and the cloud's metadata (SSRF). The URL is checked
/// when it is given, for a clear answer; what protects is the check of the resolved address when
/// connecting, because a name can resolve to anything, and to something else the next time.
/// </summary>
/// <param name="allowedNetworks">Networks that are reachable all the same, also without TLS.</param>
public sealed class AddressGuard(IReadOnlyCollection<IPNetwork> allowedNetworks)
{
    private const string AllowedNetworksKey = "Webhooks:AllowedNetworks";
    private const int MaxUrlLength = 2_000;
    private const int FirstUnprivilegedPort = 1_024;

    /// <summary>The only IPv6 range with addresses of the public internet; what follows is cut out of it.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>The special-purpose registries of IANA, as far as they do not lie outside 2000::/3 anyway.</summary>
    private static readonly IPNetwork[] Refused =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this network
        IPNetwork.Parse("10.0.0.0/8"), // private
        IPNetwork.Parse("100.64.0.0/10"), // shared by carriers (CGNAT)
        IPNetwork.Parse("127.0.0.0/8"), // loopback
        IPNetwork.Parse("168.63.129.16/32"), // Azure's host, from inside a virtual machine
        IPNetwork.Parse("169.254.0.0/16"), // link-local, with most clouds' metadata
        IPNetwork.Parse("172.16.0.0/12"), // private
        IPNetwork.Parse("192.0.0.0/24"), // IETF protocols
        IPNetwork.Parse("192.0.2.0/24"), // documentation
        IPNetwork.Parse("192.88.99.0/24"), // 6to4 relays
        IPNetwork.Parse("192.168.0.0/16"), // private
        IPNetwork.Parse("198.18.0.0/15"), // benchmarks
        IPNetwork.Parse("198.51.100.0/24"), // documentation
        IPNetwork.Parse("203.0.113.0/24"), // documentation
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved, broadcast
        IPNetwork.Parse("2001::/23"), // IETF protocols, with Teredo (embeds IPv4), ORCHID and benchmarks
        IPNetwork.Parse("2001:db8::/32"), // documentation
        IPNetwork.Parse("2002::/16"), // 6to4 (embeds IPv4)
        IPNetwork.Parse("3ffe::/16"), // 6bone, given back
        IPNetwork.Parse("3fff::/20"), // documentation
    ];

    /// <summary>Reads the allowed networks, in CIDR notation, from <c>Webhooks:AllowedNetworks</c>.</summary>
    public static AddressGuard FromConfiguration(IConfiguration configuration) =>
        new([.. (configuration.GetSection(AllowedNetworksKey).Get<string[]>() ?? []).Select(Network)]);

    /// <summary>Whether a delivery with this scheme may connect to this address. Plain http only goes to allowed networks.</summary>
    public bool Permits(IPAddress address, string scheme) =>
        IsAllowed(address) || (scheme == Uri.UriSchemeHttps && IsPublic(address));

    /// <summary>Why this URL cannot be an endpoint's, as far as can be told without resolving names; null when it can.</summary>
    public UrlRefusal? Check(string? text)
    {
        if (text is { Length: > MaxUrlLength })
        {
            return new("url_too_long", $"A URL has at most {MaxUrlLength} characters.");
        }

        if (text is null
            || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Host.Length == 0)
        {
            return new("url_malformed", "This is not an absolute URL.");
        }

        if (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
        {
            return new("url_not_https", "The URL of an endpoint begins with https://.");
        }

        if (url.UserInfo.Length > 0)
        {
            return new("url_has_user_info", "A URL with a user name or password in it is not accepted; verify the signature instead.");
        }

        if (text.Contains('#', StringComparison.Ordinal))
        {
            return new("url_has_fragment", "A fragment is never sent; leave out what begins with #.");
        }

        if (!url.IsDefaultPort && url.Port < FirstUnprivilegedPort)
        {
            return new("url_port_refused", $"Besides the scheme's own port, only ports from {FirstUnprivilegedPort} on are accepted.");
        }

        var literal = Literal(url);
        if (literal is not null && !IsAllowed(literal) && !IsPublic(literal))
        {
            return new(WebhookFailure.BlockedAddress, "This address is not on the public internet.");
        }

        // What a name resolves to is known only when connecting; there, too, http is refused outside these networks.
        var mayBePlain = literal is null ? allowedNetworks.Count > 0 : IsAllowed(literal);
        return url.Scheme == Uri.UriSchemeHttp && !mayBePlain
            ? new("url_not_https", "The URL of an endpoint begins with https://.")
            : null;
    }

    private static IPNetwork Network(string text) =>
        IPNetwork.TryParse(text, out var network)
            ? network
            : throw new InvalidOperationException($"{AllowedNetworksKey}: '{text}' is not a network in CIDR notation.");

    /// <summary>The address that a host stands for without asking anybody; names of the local machine count (RFC 6761).</summary>
    private static IPAddress? Literal(Uri url)
    {
        var host = url.IdnHost.TrimEnd('.');
        if (IPAddress.TryParse(host, out var address))
        {
            return address;
        }

        var isLocal = host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        return isLocal ? IPAddress.Loopback : null;
    }

    private bool IsAllowed(IPAddress address)
    {
        var plain = Unmapped(address);
        return allowedNetworks.Any(network => network.Contains(plain));
    }

    private static bool IsPublic(IPAddress address)
    {
        var plain = Unmapped(address);
        return (plain.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(plain))
            && !Refused.Any(network => network.Contains(plain));
    }

    /// <summary>An IPv4 address written as IPv6 (::ffff:127.0.0.1) connects to the IPv4 address, and is judged as that.</summary>
    private static IPAddress Unmapped(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
