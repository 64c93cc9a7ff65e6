using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Credits;

[Collection(ApiCollection.Name)]
public sealed class LowCreditsTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_balance_that_falls_below_its_threshold_is_told_once_for_each_time_it_does()
    {
        var school = await _api.OrganisationAsync(credits: 4);
        var admin = await school.AccountAsync("admin");
        var teacher = await school.AccountAsync("teacher");
        (await school.ChangeAsync(new { lowCreditsThreshold = 3 })).Expect(HttpStatusCode.OK);
        Assert.Equal("3", (await school.Admin.GetAsync("/v1/credits")).Get("lowCreditsThreshold"));

        await school.InviteAsync((string?)null); // 3: not below it
        Assert.Empty(await EventsAsync(school));
        var crossing = await school.InviteAsync((string?)null); // 2
        await school.InviteAsync((string?)null); // 1
        Assert.Equal(["""{"departmentId":null,"balance":2,"threshold":3}"""], await EventsAsync(school));
        var mail = Assert.Single(await LowMailsAsync(admin.Email));
        Assert.Equal("Weinig credits over voor Proefschool", mail.Subject);
        Assert.Contains("nog 2 credits", mail.Body, StringComparison.Ordinal);
        Assert.Empty(await LowMailsAsync(teacher.Email));

        await school.Admin.PostAsync("/v1/credits/redemptions", new { token = await _api.TokenAsync(5) });
        await school.DeactivateAsync(crossing.Get("invitations[0].id"));
        await school.InviteAsync(null, null, null, null, null); // from 7 to 2
        Assert.Equal(2, (await EventsAsync(school)).Count);
        Assert.Equal(2, (await LowMailsAsync(admin.Email)).Count);
    }

    [Fact]
    public async Task A_departments_is_told_to_its_department_admins_and_to_the_admins_each_in_their_language()
    {
        var school = await _api.OrganisationAsync(credits: 10, licence: "departments");
        var (mine, theirs) = (await school.DepartmentAsync("Mijn afdeling"), await school.DepartmentAsync("Hun afdeling"));
        var emails = new List<string>();
        foreach (var (role, department) in new[] { ("admin", null), ("department_admin", mine), ("department_admin", theirs), ("teacher", mine) })
        {
            var user = await school.UserAsync([role], department);
            emails.Add((await school.Admin.GetAsync($"/v1/users/{user.Id}")).Get("email"));
        }

        var teacher = await school.UserAsync(["teacher"], mine);
        await school.SqlAsync($"UPDATE users SET language = 'en' WHERE tenant_id = @tenant AND email = '{emails[1]}'");
        (await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/departments/{mine}", new { lowCreditsThreshold = 2 })).Expect(HttpStatusCode.OK);
        await school.ChangeAsync(new { creditMode = "allocated" });
        await school.AllocateAsync(mine, 2);

        // By a teacher, who does not see those who are to know.
        var candidate = (await teacher.Client.PostAsync("/v1/candidates", new { name = "A" })).Get("id");
        await teacher.Client.PostAsync("/v1/invitations", new { candidateIds = new[] { candidate }, testIds = new[] { await school.TestAsync("reading") } });

        Assert.Equal([$$"""{"departmentId":"{{mine}}","balance":1,"threshold":2}"""], await EventsAsync(school));
        Assert.Equal("Weinig credits over voor Mijn afdeling", Assert.Single(await LowMailsAsync(emails[0])).Subject);
        Assert.Equal("Few credits left for Mijn afdeling", Assert.Single(await LowMailsAsync(emails[1])).Subject);
        Assert.Empty(await LowMailsAsync(emails[2]));
        Assert.Empty(await LowMailsAsync(emails[3]));
    }

    [Fact]
    public async Task What_is_refused_tells_nobody()
    {
        var school = await _api.OrganisationAsync(credits: 4);
        await school.ChangeAsync(new { lowCreditsThreshold = 3 });
        (await school.InviteAsync(null, null, null, null, null)).Expect(HttpStatusCode.Conflict, "insufficient_credits");
        Assert.Empty(await EventsAsync(school));
    }

    [Theory]
    [InlineData("{ \"lowCreditsThreshold\": 0 }")]
    [InlineData("{ \"lowCreditsThreshold\": 99999999999 }")]
    [InlineData("{ \"creditMode\": \"stolen\" }")]
    public async Task What_makes_no_sense_is_refused(string patch)
    {
        var school = await _api.OrganisationAsync();
        (await school.Admin.SendAsync(HttpMethod.Patch, "/v1/organisation", patch)).Expect(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task<List<string>> EventsAsync(TestOrganisation school) =>
        [.. (await school.Admin.GetAsync("/v1/events?type=credits.low")).Json["data"]!.AsArray().Select(raised => raised!["data"]!.ToJsonString())];

    private async Task<List<(string Subject, string Body)>> LowMailsAsync(string recipient) =>
        [.. (await _api.MailsAsync(recipient)).Where(mail => mail.Subject.Contains("redits", StringComparison.Ordinal))];
}
