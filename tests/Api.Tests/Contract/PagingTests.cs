using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Contract;

[Collection(ApiCollection.Name)]
public sealed class PagingTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Theory]
    [InlineData("name", new[] { "Ána", "Bo", "bo", "Cas", "Dé" })]
    [InlineData("-name", new[] { "Dé", "Cas", "bo", "Bo", "Ána" })]
    [InlineData("createdAt", new[] { "Cas", "Bo", "Dé", "bo", "Ána" })]
    [InlineData("-createdAt", new[] { "Ána", "bo", "Dé", "Bo", "Cas" })]
    public async Task Every_row_comes_once_and_in_order(string sort, string[] expected)
    {
        var school = await _api.OrganisationAsync();
        foreach (var name in new[] { "Cas", "Bo", "Dé", "bo", "Ána" })
        {
            await school.CandidateAsync(name);
        }

        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = await school.Admin.GetAsync($"/v1/candidates?limit=2&sort={sort}{(cursor is null ? "" : $"&cursor={cursor}")}");
            names.AddRange(page.Json["data"]!.AsArray().Select(candidate => candidate!["name"]!.ToString()));
            cursor = page.Node("nextCursor")?.ToString();
        }
        while (cursor is not null);
        Assert.Equal(expected, names);
    }

    [Fact]
    public async Task A_search_ignores_accents_and_case_and_finds_beginnings()
    {
        var school = await _api.OrganisationAsync();
        foreach (var name in new[] { "Élise Jansen", "ELIAS Bakker", "Noor Elissen", "100% Piet_" })
        {
            await school.CandidateAsync(name);
        }

        async Task<string[]> Find(string search) =>
            [.. (await school.Admin.GetAsync($"/v1/candidates?search={Uri.EscapeDataString(search)}")).Json["data"]!.AsArray().Select(found => found!["name"]!.ToString())];
        Assert.Equal(["ELIAS Bakker", "Élise Jansen"], await Find("éli"));
        Assert.Equal(["100% Piet_"], await Find("100%"));
        Assert.Empty(await Find("%"));
    }

    [Theory]
    [InlineData("limit=0", HttpStatusCode.UnprocessableEntity)]
    [InlineData("limit=201", HttpStatusCode.UnprocessableEntity)]
    [InlineData("limit=x", HttpStatusCode.BadRequest)]
    [InlineData("sort=shoeSize", HttpStatusCode.UnprocessableEntity)]
    [InlineData("cursor=nonsense", HttpStatusCode.BadRequest)]
    [InlineData("cursor=e30", HttpStatusCode.BadRequest)]
    public async Task A_page_that_cannot_be_is_refused(string query, HttpStatusCode status)
    {
        var school = await _api.OrganisationAsync();
        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/candidates?{query}")).Expect(status);
    }

    [Fact]
    public async Task A_cursor_of_another_order_is_refused()
    {
        var school = await _api.OrganisationAsync();
        await school.CandidateAsync("A");
        await school.CandidateAsync("B");
        var cursor = (await school.Admin.GetAsync("/v1/candidates?limit=1&sort=name")).Get("nextCursor");
        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/candidates?limit=1&sort=-name&cursor={cursor}")).Expect(HttpStatusCode.BadRequest, "malformed_cursor");
    }
}
