using System.Net;
using System.Net.Http.Headers;
using Cesuur.Api.Tests.Files;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Catalogue;

/// <summary>A host that keeps its files in a bucket.</summary>
public sealed class S3MediaTests
{
    [Fact]
    public async Task Media_in_a_bucket_are_fetched_from_the_bucket_in_parts()
    {
        await using var bucket = await S3Server.StartAsync();
        await using var api = await TestApi.StartAsync(bucket.Settings);
        var publisher = await api.OrganisationAsync();
        var sound = TestMedia.Mp3();
        var upload = await publisher.BeginUploadAsync(sound.Length, ("filename", "gesprek.mp3"));
        await publisher.SendPieceAsync(upload, 0, sound[..2_000]);
        var media = (await publisher.SendPieceAsync(upload, 2_000, sound[2_000..])).Headers.GetValues("Cesuur-Media").Single();
        var url = (await publisher.Admin.GetAsync($"/v1/media/{media}")).Get("url");

        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var redirect = await http.GetAsync(new Uri(api.Address, url));
        Assert.Equal(HttpStatusCode.Redirect, redirect.StatusCode);
        Assert.StartsWith(bucket.Options.Endpoint!.ToString(), redirect.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, redirect.Headers.Location) { Headers = { Range = new RangeHeaderValue(500, 599) } };
        using var part = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("audio/mpeg", part.Content.Headers.ContentType!.MediaType);
        Assert.Equal(sound[500..600], await part.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task What_is_read_through_the_host_comes_from_the_bucket_too()
    {
        await using var bucket = await S3Server.StartAsync();
        await using var api = await TestApi.StartAsync(bucket.Settings);
        var publisher = await api.OrganisationAsync();

        var manual = (await publisher.AddManualAsync(await publisher.OwnTestAsync())).Headers.Location!.ToString();

        var part = await publisher.Admin.SendAsync(HttpMethod.Get, manual, null, ("Range", "bytes=0-4"));
        Assert.Equal("%PDF-", part.Expect(HttpStatusCode.PartialContent).Text);
        Assert.Equal("succeeded", (await publisher.ImportAsync("naam\nAmira Haddad")).Get("status"));
    }
}
