using System.Net;
using Cesuur.Infrastructure.Webhooks;
using Microsoft.Extensions.Configuration;

namespace Cesuur.Api.Tests.Webhooks;

public sealed class AddressGuardTests
{
    private static readonly AddressGuard Production = new([]);
    private static readonly AddressGuard Development = new([IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")]);

    // The first and last address of each refused range, or one that hides an IPv4 address.
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.255.255.255")]
    [InlineData("10.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.0")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.255")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.0")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.0")]
    [InlineData("192.0.0.255")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.0")]
    [InlineData("192.168.255.255")]
    [InlineData("198.18.0.0")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")] // IPv4-compatible
    [InlineData("::ffff:127.0.0.1")] // IPv4-mapped
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("::ffff:0:127.0.0.1")] // IPv4-translated
    [InlineData("64:ff9b::7f00:1")] // NAT64
    [InlineData("64:ff9b:1::7f00:1")] // NAT64, local
    [InlineData("100::1")] // discard
    [InlineData("2001::1")] // Teredo
    [InlineData("2001:0:7f00:1:0:0:80ff:fffe")]
    [InlineData("2001:2::1")] // benchmarks
    [InlineData("2001:10::1")] // ORCHID
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")] // 6to4
    [InlineData("3ffe::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")] // segment routing
    [InlineData("fc00::1")]
    [InlineData("fd12:3456:789a::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void What_is_not_on_the_public_internet_is_refused(string address)
    {
        Assert.False(Production.Permits(IPAddress.Parse(address), "https"));
        var host = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
        Assert.Equal("blocked_address", Production.Check($"https://{host}/hooks")?.Code);
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2001:200::1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:82b::200e")]
    public void The_public_internet_is_reached_with_TLS_only(string address)
    {
        Assert.True(Production.Permits(IPAddress.Parse(address), "https"));
        Assert.False(Production.Permits(IPAddress.Parse(address), "http"));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("1.1.1.1", false)]
    public void An_allowed_network_is_reached_without_TLS_too(string address, bool permitted) =>
        Assert.Equal(permitted, Development.Permits(IPAddress.Parse(address), "http"));

    [Theory]
    [InlineData("https://hooks.school.example")]
    [InlineData("https://hooks.school.example/cesuur?school=1&key=a%20b")]
    [InlineData("HTTPS://hooks.school.example:8443/")]
    [InlineData("https://hooks.school.example:443/")]
    [InlineData("https://übung.example/")]
    [InlineData("https://1.1.1.1/")]
    [InlineData("https://[2606:4700:4700::1111]/")]
    public void A_public_https_URL_is_accepted(string url) => Assert.Null(Production.Check(url));

    [Theory]
    [InlineData(null, "url_malformed")]
    [InlineData("", "url_malformed")]
    [InlineData("hooks.school.example", "url_malformed")]
    [InlineData("/hooks", "url_malformed")]
    [InlineData("https://", "url_malformed")]
    [InlineData("https:///hooks", "url_malformed")]
    [InlineData("https://hooks.school.example:70000/", "url_malformed")]
    [InlineData(" https://hooks.school.example/", "url_malformed")]
    [InlineData("https://hooks.school.example/a b", "url_malformed")]
    [InlineData("https://hooks.school.example/\r\nhost:x", "url_malformed")]
    [InlineData("http://hooks.school.example/", "url_not_https")]
    [InlineData("http://1.1.1.1/", "url_not_https")]
    [InlineData("ftp://hooks.school.example/", "url_not_https")]
    [InlineData("javascript:alert(1)", "url_malformed")]
    [InlineData("https://user:pass@hooks.school.example/", "url_has_user_info")]
    [InlineData("https://hooks.school.example@127.0.0.1/", "url_has_user_info")]
    [InlineData("https://hooks.school.example/#x", "url_has_fragment")]
    [InlineData("https://hooks.school.example/#", "url_has_fragment")]
    [InlineData("https://hooks.school.example:0/", "url_port_refused")]
    [InlineData("https://hooks.school.example:22/", "url_port_refused")]
    [InlineData("https://hooks.school.example:80/", "url_port_refused")]
    public void A_URL_that_cannot_be_an_endpoint_is_refused_with_its_reason(string? url, string code) =>
        Assert.Equal(code, Production.Check(url)?.Code);

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST.")]
    [InlineData("api.localhost")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0177.0.0.1")]
    [InlineData("127.1")]
    [InlineData("１２７.0.0.1")]
    public void An_address_in_disguise_is_still_refused(string host) =>
        Assert.Equal("blocked_address", Production.Check($"https://{host}/")?.Code);

    [Fact]
    public void A_URL_has_at_most_2000_characters()
    {
        const string start = "https://hooks.school.example/";

        Assert.Null(Production.Check(start.PadRight(2_000, 'a')));
        Assert.Equal("url_too_long", Production.Check(start.PadRight(2_001, 'a'))?.Code);
    }

    [Theory]
    [InlineData("http://localhost:5000/hooks", null)]
    [InlineData("http://127.0.0.1:5000/hooks", null)]
    [InlineData("http://[::1]:5000/hooks", null)]
    [InlineData("https://localhost/hooks", null)]
    [InlineData("http://receiver:5000/hooks", null)] // decided when connecting
    [InlineData("http://1.1.1.1/hooks", "url_not_https")]
    [InlineData("http://10.0.0.1/hooks", "blocked_address")]
    [InlineData("http://localhost:22/hooks", "url_port_refused")]
    public void A_URL_may_be_plain_where_networks_are_allowed(string url, string? code) =>
        Assert.Equal(code, Development.Check(url)?.Code);

    [Fact]
    public void The_allowed_networks_come_from_the_configuration()
    {
        var guard = AddressGuard.FromConfiguration(Configuration("10.20.0.0/16"));

        Assert.True(guard.Permits(IPAddress.Parse("10.20.255.1"), "http"));
        Assert.False(guard.Permits(IPAddress.Parse("10.21.0.1"), "https"));
    }

    [Fact]
    public void Without_configuration_nothing_private_is_allowed() =>
        Assert.False(AddressGuard
            .FromConfiguration(new ConfigurationBuilder().Build())
            .Permits(IPAddress.Loopback, "https"));

    [Fact]
    public void A_network_that_cannot_be_read_is_named_at_the_start()
    {
        var failure = Assert.Throws<InvalidOperationException>(
            () => AddressGuard.FromConfiguration(Configuration("10.20.0.0/40")));

        Assert.Contains("10.20.0.0/40", failure.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(string network) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("Webhooks:AllowedNetworks:0", network)])
        .Build();
}
