using System.Net;
using Cesuur.Testing;
using static Cesuur.Testing.TestAuthoring;

namespace Cesuur.Api.Tests.Catalogue;

/// <summary>Whose tests an organisation sees, and how much of them.</summary>
[Collection(ApiCollection.Name)]
public sealed class EntitlementTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_school_sees_its_own_tests_and_those_it_is_entitled_to_by_test_by_field_or_all()
    {
        var publisher = await _api.BareSchoolAsync();
        var one = await (await publisher.WriteTestAsync(Content(Question("q1")))).PublishAsync();
        var care = await (await publisher.WriteTestAsync(Content(Question("q1")), field: "zorg-en-welzijn")).PublishAsync();
        var none = await (await publisher.WriteTestAsync(Content(Question("q1")))).PublishAsync();
        TestDraft[] all = [one, care, none];
        foreach (var (testId, field, seen) in new (string?, string?, TestDraft[])[] { (one.TestId, null, [one]), (null, "zorg-en-welzijn", [care]), (null, null, all) })
        {
            var school = await _api.BareSchoolAsync(credits: 1);
            var own = await (await school.WriteTestAsync(Content(Question("q1")))).PublishAsync();
            Assert.Equal([own.TestId], await ListAsync(school));
            await school.EntitleAsync(publisher, testId, field);

            Assert.Equal(seen.Append(own).Select(test => test.TestId).Order(), (await ListAsync(school)).Order());
            foreach (var test in all)
            {
                var expected = seen.Contains(test) ? HttpStatusCode.OK : HttpStatusCode.NotFound;
                foreach (var path in new[] { $"/v1/tests/{test.TestId}", $"/v1/tests/{test.TestId}/versions", test.Path })
                {
                    (await school.Admin.SendAsync(HttpMethod.Get, path)).Expect(expected);
                }
            }
        }

        Assert.Equal(all.Select(test => test.TestId).Order(), (await ListAsync(publisher)).Order()); // and nothing of the schools'
    }

    [Fact]
    public async Task A_withdrawn_entitlement_hides_the_test_from_whoever_invites()
    {
        var publisher = await _api.BareSchoolAsync();
        var test = await (await publisher.WriteTestAsync(Content(Question("q1")))).PublishAsync();
        var school = await _api.BareSchoolAsync(credits: 1);
        var entitlement = await school.EntitleAsync(publisher, test.TestId);
        Assert.Equal([test.TestId], await ListAsync(school));

        (await _api.Operator.SendAsync(HttpMethod.Delete, $"/v1/platform/organisations/{school.Id}/entitlements/{entitlement}")).Expect(HttpStatusCode.NoContent);
        Assert.Empty(await ListAsync(school));
        var refused = await school.Admin.SendAsync(
            HttpMethod.Post, "/v1/invitations", new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { test.TestId } });
        refused.Expect(HttpStatusCode.Conflict, "not_entitled");
    }

    [Fact]
    public async Task A_school_sees_no_draft_of_a_publisher()
    {
        var publisher = await _api.BareSchoolAsync();
        var first = await (await publisher.WriteTestAsync(Content(Question("q1")))).PublishAsync();
        var draft = await first.CopyAsync();
        var school = await _api.BareSchoolAsync();
        await school.EntitleAsync(publisher);

        var versions = await school.Admin.GetAsync($"/v1/tests/{first.TestId}/versions");
        Assert.Equal(first.Id, Assert.Single(versions.Json["data"]!.AsArray())!["id"]!.ToString());
        Assert.Empty((await school.Admin.GetAsync($"/v1/tests/{first.TestId}/versions?state=draft")).Json["data"]!.AsArray());
        (await school.Admin.SendAsync(HttpMethod.Get, draft.Path)).Expect(HttpStatusCode.NotFound);
        await first.RetireAsync();
        Assert.Equal("retired", (await school.Admin.GetAsync(first.Path)).Get("state"));
    }

    [Fact]
    public async Task What_a_publishers_test_asks_is_for_no_school_to_read_or_to_change()
    {
        var publisher = await _api.BareSchoolAsync();
        var test = await (await publisher.WriteTestAsync(Content(Question("q1")))).PublishAsync();
        var school = await _api.BareSchoolAsync();
        await school.EntitleAsync(publisher);
        await school.Admin.GetAsync(test.Path);

        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Get, "/content", null), (HttpMethod.Get, "/preview", null), (HttpMethod.Get, "/publication", null),
            (HttpMethod.Put, "/content", Content()), (HttpMethod.Patch, "", new { }), (HttpMethod.Delete, "", null), (HttpMethod.Put, "/cut-score", new { }),
            (HttpMethod.Put, "/conversion-table", new { }), (HttpMethod.Post, "/publication", null), (HttpMethod.Post, "/retirement", null),
        })
        {
            (await school.Admin.SendAsync(method, test.Path + path, body)).Expect(HttpStatusCode.NotFound, "not_found");
        }

        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Patch, "", new { title = "Van ons" }), (HttpMethod.Delete, "", null), (HttpMethod.Post, "/versions", new { fromVersionId = test.Id }),
        })
        {
            (await school.Admin.SendAsync(method, $"/v1/tests/{test.TestId}{path}", body)).Expect(HttpStatusCode.NotFound, "not_found");
        }

        // Nor does it come along by a test of the school's own.
        var own = await school.DraftAsync();
        (await school.Admin.SendAsync(HttpMethod.Post, $"/v1/tests/{own.TestId}/versions", new { fromVersionId = test.Id })).Expect(HttpStatusCode.UnprocessableEntity);
        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/tests/{own.TestId}/versions/{test.Id}/content")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_author_bound_to_a_field_works_on_the_tests_of_that_field_only()
    {
        var publisher = await _api.BareSchoolAsync();
        var care = await publisher.WriteTestAsync(Content(Question("q1")), field: "zorg-en-welzijn");
        var tech = await publisher.WriteTestAsync(Content(Question("q1")), field: "techniek");
        var author = await publisher.UserAsync(["admin"]);
        (await publisher.Admin.SendAsync(HttpMethod.Patch, $"/v1/users/{author.Id}", new { fields = new[] { "zorg-en-welzijn" } })).Expect(HttpStatusCode.OK);

        await author.Client.GetAsync($"{care.Path}/content");
        await author.Client.PutAsync($"{care.Path}/cut-score", new { cutScore = 1 });
        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Get, "", null), (HttpMethod.Get, "/content", null), (HttpMethod.Get, "/preview", null), (HttpMethod.Put, "/content", Content()), (HttpMethod.Delete, "", null),
        })
        {
            (await author.Client.SendAsync(method, tech.Path + path, body)).Expect(HttpStatusCode.NotFound);
        }
    }

    private static async Task<IReadOnlyList<string>> ListAsync(TestOrganisation organisation) =>
        [.. (await organisation.Admin.GetAsync("/v1/tests")).Json["data"]!.AsArray().Select(test => test!["id"]!.ToString())];
}
