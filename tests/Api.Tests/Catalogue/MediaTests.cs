using System.Net;
using System.Net.Http.Headers;
using Cesuur.Api.Tests.Files;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Testing;
using Microsoft.EntityFrameworkCore;
using Answer = Cesuur.Testing.Answer;

namespace Cesuur.Api.Tests.Catalogue;

[Collection(ApiCollection.Name)]
public sealed class MediaTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task What_is_uploaded_is_described_listed_and_given_back()
    {
        var publisher = await _api.OrganisationAsync();
        var sound = TestMedia.Mp3();

        var created = (await publisher.UploadMediaAsync(sound, "audio/mpeg", "gesprek.mp3", ("title", "In de winkel"))).Expect(HttpStatusCode.Created);

        Assert.Equal(("In de winkel", "gesprek.mp3", "audio", "audio/mpeg"), (created.Get("title"), created.Get("fileName"), created.Get("kind"), created.Get("contentType")));
        Assert.Equal($"{sound.Length}", created.Get("size"));
        var shown = await publisher.Admin.GetAsync(created.Headers.Location!.ToString());
        Assert.Equal(created.Get("id"), shown.Get("id"));
        Assert.Equal([created.Get("id")], await IdsAsync(publisher, "?search=in%20de&kind=audio"));
        Assert.Empty(await IdsAsync(publisher, "?kind=video"));
        Assert.Equal(sound, (await _api.Client(null).GetAsync(shown.Get("url"))).Bytes);
    }

    [FfmpegFact]
    public async Task How_long_a_sound_is_is_found_from_its_content()
    {
        var publisher = await _api.OrganisationAsync();

        var created = await publisher.UploadMediaAsync(TestMedia.Mp3(), "audio/mpeg");

        Assert.InRange((long)created.Node("durationMilliseconds")!, 1_000, 600_000);
        Assert.Equal("mp3", created.Get("codecs"));
    }

    [Fact]
    public async Task On_a_host_without_ffprobe_media_are_taken_and_nobody_knows_how_long_they_are()
    {
        await using var api = await TestApi.StartAsync("--Media:Ffprobe=");
        var publisher = await api.OrganisationAsync();

        var created = (await publisher.UploadMediaAsync(TestMedia.Mp3(), "audio/mpeg")).Expect(HttpStatusCode.Created);

        Assert.Null(created.Node("durationMilliseconds"));
        Assert.True(created.Json.AsObject().ContainsKey("durationMilliseconds"));
    }

    [Fact]
    public async Task What_is_not_what_it_is_said_to_be_or_cannot_be_played_is_refused()
    {
        var publisher = await _api.OrganisationAsync();

        (await publisher.UploadMediaAsync(TestMedia.Mp3(), "image/png", "plaatje.png")).Expect(HttpStatusCode.UnprocessableEntity, "media_type_mismatch");
        (await publisher.UploadMediaAsync(TestMedia.Svg("<script>alert(1)</script>"), "image/svg+xml")).Expect(HttpStatusCode.UnprocessableEntity, "svg_not_safe");
        (await publisher.UploadMediaAsync([.. "RIFF____AVI LIST"u8, .. new byte[100]], "video/x-msvideo")).Expect(HttpStatusCode.UnprocessableEntity, "media_not_playable");
        (await publisher.UploadMediaAsync([], "image/png")).Expect(HttpStatusCode.UnprocessableEntity, "media_empty");
        Assert.Empty(await IdsAsync(publisher));
    }

    [Fact]
    public async Task A_form_without_a_file_or_with_strange_parts_is_refused()
    {
        var publisher = await _api.OrganisationAsync();
        using var empty = new MultipartFormDataContent { { new StringContent("Titel"), "title" } };

        (await publisher.Admin.SendAsync(HttpMethod.Post, "/v1/media", empty)).Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        (await publisher.UploadMediaAsync(TestMedia.Png(), "image/png", "a.png", ("titel", "x"))).Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        (await publisher.UploadMediaAsync(TestMedia.Png(), "image/png", "a.png", ("title", new string('x', 201)))).Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        (await publisher.Admin.SendAsync(HttpMethod.Post, "/v1/media", new { })).Expect(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("title", new[] { "a", "b", "c" })]
    [InlineData("-title", new[] { "c", "b", "a" })]
    [InlineData("createdAt", new[] { "b", "c", "a" })]
    [InlineData("size", new[] { "c", "a", "b" })]
    public async Task The_list_is_sorted_as_asked(string sort, string[] expected)
    {
        var publisher = await _api.OrganisationAsync();
        foreach (var (title, padding) in new[] { ("b", 300), ("c", 100), ("a", 200) })
        {
            (await publisher.UploadMediaAsync(TestMedia.Svg(new string(' ', padding)), "image/svg+xml", "a.svg", ("title", title))).Expect(HttpStatusCode.Created);
        }

        var list = await publisher.Admin.GetAsync($"/v1/media?sort={sort}");

        Assert.Equal(expected, list.Json["data"]!.AsArray().Select(media => media!["title"]!.ToString()));
    }

    [Fact]
    public async Task A_title_is_changed_by_who_has_seen_the_last_one()
    {
        var publisher = await _api.OrganisationAsync();
        var id = await publisher.MediaAsync();
        var tag = (await publisher.Admin.GetAsync($"/v1/media/{id}")).Headers.ETag!.Tag;

        var changed = await publisher.Admin.SendAsync(HttpMethod.Patch, $"/v1/media/{id}", new { title = "Kaart" }, ("If-Match", tag));
        Assert.Equal("Kaart", changed.Expect(HttpStatusCode.OK).Get("title"));
        Assert.Equal([id], await IdsAsync(publisher, "?search=kaart"));
        (await publisher.Admin.SendAsync(HttpMethod.Patch, $"/v1/media/{id}", new { title = "Plan" }, ("If-Match", tag))).Expect(HttpStatusCode.PreconditionFailed, "stale");
        (await publisher.Admin.SendAsync(HttpMethod.Patch, $"/v1/media/{id}", new { title = "" })).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task What_no_version_uses_can_be_deleted_and_its_file_goes_too()
    {
        var publisher = await _api.OrganisationAsync();
        var id = await publisher.MediaAsync();
        var url = (await publisher.Admin.GetAsync($"/v1/media/{id}")).Get("url");
        var key = await KeyAsync(publisher, id);

        (await publisher.Admin.SendAsync(HttpMethod.Delete, $"/v1/media/{id}")).Expect(HttpStatusCode.NoContent);

        (await publisher.Admin.SendAsync(HttpMethod.Get, $"/v1/media/{id}")).Expect(HttpStatusCode.NotFound);
        (await _api.Client(null).SendAsync(HttpMethod.Get, url)).Expect(HttpStatusCode.NotFound);
        await TestJobs.EventuallyAsync(() => Task.FromResult(MediaUploadTests.IsStored(key)), isStored => !isStored);
    }

    [Fact]
    public async Task What_a_version_uses_cannot_be_deleted()
    {
        var publisher = await _api.OrganisationAsync();
        var id = await publisher.MediaAsync();
        await UseAsync(publisher, await publisher.OwnTestAsync(), id);

        (await publisher.Admin.SendAsync(HttpMethod.Delete, $"/v1/media/{id}")).Expect(HttpStatusCode.Conflict, "media_in_use");
    }

    [Fact]
    public async Task Media_are_the_authors_alone()
    {
        var publisher = await _api.OrganisationAsync();
        var id = await publisher.MediaAsync();
        var teacher = await publisher.UserAsync(["teacher"]);
        var stranger = await _api.OrganisationAsync();

        (await teacher.Client.SendAsync(HttpMethod.Get, $"/v1/media/{id}")).Expect(HttpStatusCode.Forbidden);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Patch, HttpMethod.Delete })
        {
            (await stranger.Admin.SendAsync(method, $"/v1/media/{id}", method == HttpMethod.Patch ? new { title = "x" } : null)).Expect(HttpStatusCode.NotFound);
        }

        Assert.Empty(await IdsAsync(stranger));
    }

    [Fact]
    public async Task A_school_that_uses_a_test_does_not_have_its_media_among_its_own()
    {
        var publisher = await _api.OrganisationAsync();
        var test = await publisher.OwnTestAsync();
        var id = await publisher.MediaAsync();
        await UseAsync(publisher, test, id);
        var school = await _api.OrganisationAsync();
        await EntitleAsync(school, publisher, test);

        Assert.Empty(await IdsAsync(school));
        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/media/{id}")).Expect(HttpStatusCode.NotFound);
        (await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/media/{id}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_address_gives_parts_and_says_how_it_may_be_used()
    {
        var publisher = await _api.OrganisationAsync();
        var sound = TestMedia.Mp3();
        var url = (await publisher.UploadMediaAsync(sound, "audio/mpeg")).Get("url");

        using var part = await FetchAsync(url, new RangeHeaderValue(100, 199));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal($"bytes 100-199/{sound.Length}", part.Content.Headers.ContentRange!.ToString());
        Assert.Equal(sound[100..200], await part.Content.ReadAsByteArrayAsync());
        using var end = await FetchAsync(url, new RangeHeaderValue(null, 10));
        Assert.Equal(sound[^10..], await end.Content.ReadAsByteArrayAsync());
        using var beyond = await FetchAsync(url, new RangeHeaderValue(sound.Length, null));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);

        using var whole = await FetchAsync(url, null);
        Assert.Equal("bytes", whole.Headers.AcceptRanges.Single());
        Assert.Equal("inline", whole.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal("private", whole.Headers.CacheControl!.ToString());
        Assert.Equal("nosniff", whole.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("sandbox; default-src 'none'; style-src 'unsafe-inline'", whole.Headers.GetValues("Content-Security-Policy").Single());
        Assert.NotNull(whole.Headers.ETag);
    }

    [Fact]
    public async Task An_address_that_was_changed_or_is_over_gives_nothing()
    {
        var publisher = await _api.OrganisationAsync();
        var stranger = await _api.OrganisationAsync();
        var id = await publisher.MediaAsync();
        var other = await publisher.MediaAsync();
        var url = (await publisher.Admin.GetAsync($"/v1/media/{id}")).Get("url");
        var expires = url.Split("expires=")[1].Split('&')[0];
        var past = new Cesuur.Api.Catalogue.MediaAddresses(Service<Infrastructure.Delivery.SittingTickets>(), TimeProvider.System)
            .For(Id<Domain.Licensing.Organisation>.Parse(publisher.Id, null), Id<Media>.Parse(id, null), TimeProvider.System.GetUtcNow().AddSeconds(-1));

        foreach (var changed in new[]
        {
            url.Replace(expires, $"{long.Parse(expires, null) + 1}", StringComparison.Ordinal),
            url.Replace(publisher.Id, stranger.Id, StringComparison.Ordinal),
            url.Replace(id, other, StringComparison.Ordinal),
            url[..^4] + "AAAA",
            past,
        })
        {
            (await _api.Client(null).SendAsync(HttpMethod.Get, changed)).Expect(HttpStatusCode.NotFound, "not_found");
        }
    }

    [Fact]
    public async Task An_address_for_a_school_works_while_it_is_entitled_to_the_test()
    {
        var publisher = await _api.OrganisationAsync();
        var test = await publisher.OwnTestAsync();
        var id = await publisher.MediaAsync();
        await UseAsync(publisher, test, id);
        var entitled = await _api.OrganisationAsync();
        var entitlement = await EntitleAsync(entitled, publisher, test);
        var toAnother = await _api.OrganisationAsync();
        await EntitleAsync(toAnother, publisher, await publisher.OwnTestAsync());

        (await FetchAsAsync(entitled, id)).Expect(HttpStatusCode.OK);
        (await FetchAsAsync(toAnother, id)).Expect(HttpStatusCode.NotFound);
        (await FetchAsAsync(await _api.OrganisationAsync(), id)).Expect(HttpStatusCode.NotFound);

        (await _api.Operator.SendAsync(HttpMethod.Delete, $"/v1/platform/organisations/{entitled.Id}/entitlements/{entitlement}")).Expect(HttpStatusCode.NoContent);
        (await FetchAsAsync(entitled, id)).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_sitting_that_has_begun_keeps_its_media_when_the_entitlement_is_withdrawn()
    {
        var publisher = await _api.OrganisationAsync();
        var test = await publisher.OwnTestAsync();
        var id = await publisher.MediaAsync();
        await UseAsync(publisher, test, id);
        var school = await _api.OrganisationAsync(credits: 1);
        var entitlement = await EntitleAsync(school, publisher, test);
        var invited = await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { test } });
        await TestSitting.CheckInAsync(_api, invited.Get("invitations[0].code"));

        (await _api.Operator.SendAsync(HttpMethod.Delete, $"/v1/platform/organisations/{school.Id}/entitlements/{entitlement}")).Expect(HttpStatusCode.NoContent);

        (await FetchAsAsync(school, id)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Media_of_a_draft_are_the_publishers_alone()
    {
        var publisher = await _api.OrganisationAsync();
        var id = await publisher.MediaAsync();
        var draft = await publisher.WriteTestAsync(TestAuthoring.Content(TestAuthoring.Question("q1", $"<img src=\"{id}\" alt=\"\"/>")));
        var school = await _api.OrganisationAsync();
        await EntitleAsync(school, publisher, draft.TestId);

        (await FetchAsAsync(school, id)).Expect(HttpStatusCode.NotFound);
        (await FetchAsAsync(publisher, id)).Expect(HttpStatusCode.OK);
    }

    private T Service<T>()
        where T : notnull => (T)_api.Services.GetService(typeof(T))!;

    /// <summary>Fetches by an address made out to the organisation.</summary>
    private Task<Answer> FetchAsAsync(TestOrganisation organisation, string media) => _api.Client(null).SendAsync(
        HttpMethod.Get,
        Service<Cesuur.Api.Catalogue.MediaAddresses>().For(
            Id<Domain.Licensing.Organisation>.Parse(organisation.Id, null), Id<Media>.Parse(media, null), TimeProvider.System.GetUtcNow().AddMinutes(1)));

    private async Task<HttpResponseMessage> FetchAsync(string url, RangeHeaderValue? range)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_api.Address, url)) { Headers = { Range = range } };
        return await http.SendAsync(request);
    }

    private static async Task<List<string>> IdsAsync(TestOrganisation organisation, string query = "") =>
        [.. (await organisation.Admin.GetAsync($"/v1/media{query}")).Json["data"]!.AsArray().Select(media => media!["id"]!.ToString())];

    private async Task<string> KeyAsync(TestOrganisation publisher, string id)
    {
        var media = Id<Media>.Parse(id, null);
        return await _api.AsAsync(publisher, db => db.Media.Where(file => file.Id == media).Select(file => file.FileKey).SingleAsync());
    }

    /// <summary>The test's version shows it.</summary>
    private Task<int> UseAsync(TestOrganisation publisher, string test, string media) => _api.AsAsync(publisher, async db =>
    {
        var id = Id<Test>.Parse(test, null);
        var version = await db.TestVersions.Where(version => version.TestId == id).Select(version => version.Id).SingleAsync();
        db.VersionMedia.Add(VersionMedia.Of(version, Id<Media>.Parse(media, null)));
        return await db.SaveChangesAsync();
    });

    private async Task<string> EntitleAsync(TestOrganisation school, TestOrganisation publisher, string test) =>
        (await _api.Operator.PostAsync($"/v1/platform/organisations/{school.Id}/entitlements", new { publisherId = publisher.Id, testId = test })).Get("id");
}
