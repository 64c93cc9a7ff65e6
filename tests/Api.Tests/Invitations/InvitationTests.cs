using System.Net;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Invitations;
using Cesuur.Testing;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Tests.Invitations;

[Collection(ApiCollection.Name)]
public sealed class InvitationTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Accommodations_are_given_to_whom_they_name_shown_and_taken_over_by_the_sitting()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var (anna, bas) = (await school.CandidateAsync("Anna Bos"), await school.CandidateAsync("Bas Kok"));
        var given = new { candidateId = anna, extraTimePercent = 25, breaks = 1, breakMinutes = 10 };

        var created = await school.Admin.PostAsync(
            "/v1/invitations", new { candidateIds = new[] { anna, bas }, testIds = new[] { await school.TestAsync("reading") }, accommodations = new[] { given } });

        Assert.Equal("25", created.Get("invitations[0].accommodations.extraTimePercent"));
        Assert.Null(created.Node("invitations[1].accommodations"));
        var shown = await school.Admin.GetAsync($"/v1/invitations/{created.Get("invitations[0].id")}");
        Assert.Equal("10", shown.Get("accommodations.breakMinutes"));
        var sitting = await TestSitting.CheckInAsync(_api, created.Get("invitations[0].code"));
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        Assert.Equal(1.25m, await _api.AsAsync(school, db => db.Sittings.Select(found => found.TimeFactor).SingleAsync()));
    }

    [Fact]
    public async Task Accommodations_out_of_bounds_twice_or_of_somebody_else_are_refused_where_they_stand()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var (anna, bas) = (await school.CandidateAsync("Anna Bos"), await school.CandidateAsync("Bas Kok"));
        foreach (var (accommodations, pointer) in new (object[], string)[]
        {
            ([new { candidateId = anna, extraTimePercent = 201 }], "/accommodations/0/extraTimePercent"),
            ([new { candidateId = anna, breaks = 2 }], "/accommodations/0/breakMinutes"),
            ([new { candidateId = anna, paper = true }, new { candidateId = anna, extraPlays = 1 }], "/accommodations/1/candidateId"),
            ([new { candidateId = bas, paper = true }], "/accommodations/0/candidateId"),
        })
        {
            var answer = (await school.Admin.SendAsync(
                HttpMethod.Post, "/v1/invitations", new { candidateIds = new[] { anna }, testIds = new[] { await school.TestAsync("reading") }, accommodations }))
                .Expect(HttpStatusCode.UnprocessableEntity);
            Assert.Equal([pointer], answer.Array("errors").Strings("pointer"));
        }
    }

    [Fact]
    public async Task An_unused_invitation_is_changed_and_a_used_one_is_not()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var created = await school.InviteAsync(await school.CandidateAsync(), await school.TestAsync("reading"));
        var path = $"/v1/invitations/{created.Get("invitations[0].id")}";
        var read = await school.Admin.GetAsync(path);
        var closesAt = TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

        var changed = (await PatchAsync(new { window = new { closesAt }, accommodations = new { extraTimeMinutes = 15 } }, read.Headers.ETag!.ToString())).Expect(HttpStatusCode.OK);
        Assert.Equal((closesAt, "15"), (changed.Get("closesAt"), changed.Get("accommodations.extraTimeMinutes")));
        (await PatchAsync(new { window = (object?)null }, read.Headers.ETag!.ToString())).Expect(HttpStatusCode.PreconditionFailed, "stale");
        (await PatchAsync(new { accommodations = new { breaks = 1 } })).Expect(HttpStatusCode.UnprocessableEntity);
        (await PatchAsync(new { window = new { closesAt = "2020-01-01T00:00:00Z" } })).Expect(HttpStatusCode.Conflict, "window_unusable");
        Assert.Null((await PatchAsync(new { window = (object?)null })).Node("closesAt"));

        var sitting = await TestSitting.CheckInAsync(_api, created.Get("invitations[0].code"));
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        (await PatchAsync(new { accommodations = new { paper = true } })).Expect(HttpStatusCode.Conflict, "invitation_already_used");

        Task<Answer> PatchAsync(object body, string? etag = null) =>
            school.Admin.SendAsync(HttpMethod.Patch, path, body, etag is null ? [] : [("If-Match", etag)]);
    }

    [Fact]
    public async Task Ten_thousand_are_invited_and_taken_back_at_once_and_no_more()
    {
        var school = await _api.OrganisationAsync(credits: 10_000);
        var group = await school.GroupAsync();
        await school.SqlAsync("""
            INSERT INTO candidates (tenant_id, id, name, search_key, created_at) SELECT @tenant, uuidv7(), 'Naam ' || n, 'naam ' || n, now() FROM generate_series(1, 10000) AS n;
            INSERT INTO group_candidates (tenant_id, group_id, candidate_id) SELECT c.tenant_id, g.id, c.id FROM candidates c JOIN groups g ON g.tenant_id = c.tenant_id WHERE c.tenant_id = @tenant;
            ANALYZE candidates
            """);
        var request = new { groupIds = new[] { group }, testIds = new[] { await school.TestAsync("reading") } };

        var invited = (await school.Admin.PostAsync("/v1/invitations", request)).Array("invitations");
        Assert.Equal(10_000, invited.Strings("code").Distinct().Count());
        Assert.Equal("0", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
        Assert.Equal(10_001, (await school.Admin.GetAsync("/v1/invitations/codes?format=csv")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        (await school.Admin.SendAsync(HttpMethod.Get, "/v1/invitations/codes?format=pdf")).Expect(HttpStatusCode.UnprocessableEntity, "too_many_codes");
        await school.Admin.PostAsync("/v1/invitations/deactivations", new { invitationIds = invited.Strings("id") });
        Assert.Equal("10000", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));

        await school.Admin.PutAsync($"/v1/groups/{group}/candidates/{await school.CandidateAsync()}");
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/invitations", request)).Expect(HttpStatusCode.UnprocessableEntity, "too_many_invitations");
    }

    [Fact]
    public async Task A_code_that_is_taken_anywhere_is_replaced_by_another()
    {
        var (school, other) = (await _api.OrganisationAsync(credits: 1), await _api.OrganisationAsync(credits: 1));
        var theirs = (await other.InviteAsync(await other.CandidateAsync(), await other.TestAsync("reading"))).Get("invitations[0].code");
        var id = Id<Candidate>.Parse(await school.CandidateAsync(), null);
        var (free, taken) = await _api.AsAsync(school, async db =>
        {
            var test = await db.Tests.FirstAsync();
            var invitations = Enumerable.Range(0, 2).Select(_ => Invitation.Create(
                id, test.TenantId, test.Id, null, null, null, Id<Confirmation>.New(), new InvitationCharge(null, false, null), DateTimeOffset.UnixEpoch)).ToList();
            var codes = invitations.ConvertAll(invitation => invitation.Code);
            await other.SqlAsync($"INSERT INTO access_codes (code, tenant_id, invitation_id) SELECT '{codes[1]}', tenant_id, id FROM invitations WHERE tenant_id = @tenant");
            await db.InTransactionAsync(
                async () =>
                {
                    await new NewInvitations(db, new AccessCodes(db)).AddAsync(invitations, CancellationToken.None);
                    return true;
                },
                CancellationToken.None);
            Assert.Equal(codes[0], invitations[0].Code);
            Assert.NotEqual(codes[1], invitations[1].Code);
            return (invitations[0], invitations[1]);
        });

        foreach (var invitation in new[] { free, taken })
        {
            var target = (await _api.AsAsync(school, db => new AccessCodes(db).FindAsync([invitation.Code], CancellationToken.None)))[invitation.Code];
            Assert.Equal((school.Id, invitation.Id), (target.Organisation.ToString(), target.Invitation));
        }

        await TestSitting.CheckInAsync(_api, theirs); // it still leads to the other school
    }
}
