using System.Net;
using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cesuur.Api.Tests.Contract;

/// <summary>
/// Every route of the route table × {no credential, too few scopes, the wrong kind of credential, a foreign
/// organisation, a malformed id}. A new route is covered the day it is mapped; what cannot be is listed here.
/// </summary>
[Collection(ApiCollection.Name)]
public sealed class RouteProbeTests(ApiFixture fixture)
{
    /// <summary>Routes outside /v1, or without access rules: the docs and the health checks.</summary>
    private static readonly string[] Open = ["/docs", "/openapi", "/health"];

    /// <summary>Bodies that pass validation, for routes that read one before they look up an id.</summary>
    private static readonly Dictionary<string, object> Bodies = new()
    {
        ["ChangeCandidate"] = new { },
        ["ChangeDepartment"] = new { },
        ["ChangeGroup"] = new { },
        ["ChangeInvitation"] = new { },
        ["ChangeMedia"] = new { },
        ["ChangeUser"] = new { },
        ["ChangeTest"] = new { },
        ["ChangeTestVersion"] = new { },
        ["CreateTestVersion"] = new { },
        ["WriteVersionContent"] = new { sections = Array.Empty<object>() },
        ["SetCutScore"] = new { },
        ["ProposeCorrection"] = new { changes = new[] { new { kind = "cut_score", cutScore = 1 } }, reason = "Te moeilijk." },
        ["PreviewCorrection"] = new { changes = new[] { new { kind = "cut_score", cutScore = 1 } } },
        ["ApplyCorrection"] = new { },
        ["RejectCorrection"] = new { },
        ["EstablishExamMoment"] = new { },
        ["GiveExtraTime"] = new { seconds = 60 },
        ["SendMessage"] = new { text = "Nog tien minuten." },
        ["TerminateSitting"] = new { reason = "storing" },
        ["ReopenSitting"] = new { reason = "storing" },
        ["ChangeExamMoment"] = new { },
        ["ChangeExamSession"] = new { },
        ["RegisterCandidates"] = new { invitationIds = new[] { "inv_none" } },
        ["RecordAttendance"] = new { presence = "present", identityChecked = true },
        ["ActOnExamSession"] = new { type = "pause" },
        ["GrantReplay"] = new { mediaId = "media_none", reason = "storing" },
        ["KeyInPaperResponses"] = new { responses = Array.Empty<object>() },
        ["SetConversionTable"] = new { },
        ["ChangeWebhookEndpoint"] = new { },
        ["MergeCandidates"] = new { duplicateId = "cand_none" },
        ["HandOverGroups"] = new { toUserId = "usr_none" },
        ["RateTask"] = new { scores = new { adequacy = 1 } },
        ["AskSecondLook"] = new { },
        ["CompleteSecondLook"] = new { },
        ["RateBlindTask"] = new { scores = new { adequacy = 1 } },
        ["WithdrawAuthorisation"] = new { reason = "storing" },
        ["AddRoundRater"] = new { userId = "usr_none" },
        ["AddBenchmark"] = new { sittingId = "sit_none", itemId = "item_none" },
        ["DecideBoardCase"] = new { decision = "void", reason = "storing" },
    };

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public void Every_route_of_the_API_says_who_may_call_it()
    {
        var silent = Routes().Where(route => route.Metadata.GetMetadata<Access>() is null).Select(Path).ToList();
        Assert.Empty(silent);
    }

    [Fact]
    public void Every_endpoint_is_in_the_route_table()
    {
        var mapped = Routes().Select(route => route.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName).ToHashSet();
        Assert.Empty(typeof(IEndpoint).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IEndpoint)) && type.IsClass && !mapped.Contains(type.Name))
            .Select(type => type.Name));
    }

    [Fact]
    public async Task Without_a_credential_every_guarded_route_answers_401()
    {
        await EachAsync(
            Guarded(),
            route => SendAsync(_api.Client(null), route, Path(route)),
            HttpStatusCode.Unauthorized);
        await EachAsync(
            Guarded(),
            route => SendAsync(_api.Client("csk_live_00000000000000000000000000000000000000000000000000000000000"), route, Path(route)),
            HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task With_another_scope_every_route_answers_403()
    {
        var school = await _api.OrganisationAsync();
        var keys = new Dictionary<Permission, TestClient>();
        foreach (var scope in new[] { Permission.OrganisationRead, Permission.CandidatesRead })
        {
            var created = await school.Admin.PostAsync("/v1/api-keys", new { name = "Narrow", scopes = new[] { scope.Name } });
            keys[scope] = _api.Client(created.Get("key"));
        }

        await EachAsync(
            Guarded().Where(route => AccessOf(route).Kind == AccessKind.Organisation),
            route => SendAsync(
                keys.First(key => key.Key != AccessOf(route).Permission).Value, route, Path(route)),
            HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_operators_key_reaches_the_platform_alone_and_no_other_key_does()
    {
        var school = await _api.OrganisationAsync();
        await EachAsync(
            Guarded().Where(route => AccessOf(route).Kind == AccessKind.Organisation),
            route => SendAsync(_api.Operator, route, Path(route)),
            HttpStatusCode.Forbidden);
        await EachAsync(
            Guarded().Where(route => AccessOf(route).Kind == AccessKind.Operator),
            route => SendAsync(school.Admin, route, Path(route)),
            HttpStatusCode.Forbidden);
        await EachAsync(
            Guarded().Where(route => AccessOf(route).Kind == AccessKind.Candidate),
            route => SendAsync(school.Admin, route, Path(route)),
            HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_partners_key_reaches_what_an_organisation_granted_and_nothing_else()
    {
        var owner = await _api.OrganisationAsync(credits: 5, licence: "departments");
        var granting = await _api.OrganisationAsync();
        var stranger = await _api.OrganisationAsync();
        var narrow = await TestPartner.CreateAsync(_api);
        await narrow.GrantedAsync(granting, Permission.AuditRead.Name);
        var wide = await TestPartner.CreateAsync(_api);
        var grant = await wide.GrantedAsync(granting, [.. Permission.All.Except(PartnerGrant.NeverGranted).Select(permission => permission.Name)]);
        var examples = await RouteExamples.CreateAsync(_api, owner);

        var ofOrganisations = Guarded().Where(route => AccessOf(route).Kind == AccessKind.Organisation).ToList();
        await EachAsync(ofOrganisations, route => SendAsync(wide.Client, route, Path(route)), HttpStatusCode.BadRequest);
        await EachAsync(ofOrganisations, route => SendAsync(wide.For(stranger.Id), route, Path(route)), HttpStatusCode.Forbidden);
        await EachAsync(
            ofOrganisations.Where(route => AccessOf(route).Permission != Permission.AuditRead),
            route => SendAsync(narrow.For(granting.Id), route, Path(route)),
            HttpStatusCode.Forbidden);
        await EachAsync(
            ofOrganisations.Where(route => AccessOf(route).Permission is { } permission && !PartnerGrant.NeverGranted.Contains(permission) && route.RoutePattern.Parameters.Count > 0),
            route => SendAsync(wide.For(granting.Id), route, examples.Fill(Path(route))),
            HttpStatusCode.NotFound);
        await EachAsync(
            Guarded().Where(route => AccessOf(route).Kind == AccessKind.Operator), route => SendAsync(wide.For(granting.Id), route, Path(route)), HttpStatusCode.Forbidden);
        await EachAsync(
            Guarded().Where(route => AccessOf(route).Kind == AccessKind.Candidate), route => SendAsync(wide.For(granting.Id), route, Path(route)), HttpStatusCode.Unauthorized);

        await granting.Admin.SendAsync(HttpMethod.Delete, $"/v1/partner-grants/{grant}");
        await EachAsync(ofOrganisations, route => SendAsync(wide.For(granting.Id), route, Path(route)), HttpStatusCode.Forbidden);
        foreach (var client in new[] { owner.Admin, _api.Operator })
        {
            await EachAsync(Guarded().Where(route => AccessOf(route).Kind == AccessKind.Partner), route => SendAsync(client, route, Path(route)), HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task What_is_another_organisations_is_not_there()
    {
        var owner = await _api.OrganisationAsync(credits: 5, licence: "departments");
        var foreigner = await _api.OrganisationAsync(credits: 5);
        var examples = await RouteExamples.CreateAsync(_api, owner);

        var routes = Guarded().Where(route => AccessOf(route).Kind == AccessKind.Organisation && route.RoutePattern.Parameters.Count > 0).ToList();
        var unknown = routes.SelectMany(route => route.RoutePattern.Parameters.Select(parameter => parameter.Name)).Where(name => !examples.Has(name)).Distinct();
        Assert.Empty(unknown);

        var foreignUser = await foreigner.UserAsync(["admin"]);
        await EachAsync(
            routes,
            route => SendAsync(AccessOf(route).Permission is null ? foreignUser.Client : foreigner.Admin, route, examples.Fill(Path(route))),
            HttpStatusCode.NotFound);
        await EachAsync(
            routes.Where(route => route.RoutePattern.Parameters.Count == 1 && IsGet(route)),
            async route =>
            {
                var own = await SendAsync(owner.Admin, route, examples.Fill(Path(route)));
                Assert.True(own.IsSuccess || own.Status == HttpStatusCode.Conflict, $"{Path(route)} is not there for its owner: {own.Text}");
                return await SendAsync(owner.Admin, route, examples.Malformed(Path(route)));
            },
            HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_out_of_somebodys_reach_is_not_there()
    {
        var owner = await _api.OrganisationAsync(credits: 5, licence: "departments");
        var examples = await RouteExamples.CreateAsync(_api, owner);
        var theirs = await owner.DepartmentAsync("Theirs");
        foreach (var candidate in (await owner.Admin.GetAsync("/v1/candidates")).Json["data"]!.AsArray())
        {
            await owner.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{candidate!["id"]}", new { departmentId = theirs });
        }

        var other = await owner.DepartmentAsync("Another");
        var strangers = new (TestClient Client, IReadOnlySet<string> Permissions)[]
        {
            (await owner.DepartmentKeyAsync(other), RolePermissions.Of([Role.DepartmentAdmin])),
            ((await owner.UserAsync(["department_admin"], other)).Client, RolePermissions.Of([Role.DepartmentAdmin])),
            ((await owner.UserAsync(["teacher"], other)).Client, RolePermissions.Of([Role.Teacher])),
            ((await owner.UserAsync(["teacher"])).Client, RolePermissions.Of([Role.Teacher])),
            ((await owner.UserAsync(["invigilator"])).Client, RolePermissions.Of([Role.Invigilator])),
        };
        foreach (var stranger in strangers)
        {
            // A test is the organisation's, and so is an exam moment, whoever is in it.
            await EachAsync(
                Guarded().Where(route => AccessOf(route) is { Kind: AccessKind.Organisation, Permission: { } permission }
                    && stranger.Permissions.Contains(permission.Name)
                    && route.RoutePattern.Parameters.Count > 0 && route.RoutePattern.Parameters.All(parameter => parameter.Name is not ("testId" or "examMomentId"))),
                route => SendAsync(stranger.Client, route, examples.Fill(Path(route))),
                HttpStatusCode.NotFound);
        }
    }

    private IEnumerable<RouteEndpoint> Routes() => _api.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(route => !Open.Any(open => Path(route).StartsWith(open, StringComparison.Ordinal)));

    private IEnumerable<RouteEndpoint> Guarded() => Routes().Where(route => AccessOf(route).Kind != AccessKind.Anonymous);

    private static Access AccessOf(RouteEndpoint route) => route.Metadata.GetMetadata<Access>()!;

    private static string Path(RouteEndpoint route) => "/" + route.RoutePattern.RawText!.TrimStart('/');

    private static string MethodOf(RouteEndpoint route) => route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];

    private static bool IsGet(RouteEndpoint route) => MethodOf(route) == "GET";

    private static Task<Answer> SendAsync(TestClient client, RouteEndpoint route, string path)
    {
        var name = route.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName;
        return client.SendAsync(new HttpMethod(MethodOf(route)), path, Bodies.GetValueOrDefault(name));
    }

    private static async Task EachAsync(IEnumerable<RouteEndpoint> routes, Func<RouteEndpoint, Task<Answer>> probe, HttpStatusCode expected)
    {
        var wrong = new List<string>();
        var probed = 0;
        foreach (var route in routes)
        {
            probed++;
            var answer = await probe(route);
            if (answer.Status != expected || answer.ContentType != "application/problem+json")
            {
                wrong.Add($"{MethodOf(route)} {Path(route)}: {answer}"); // 400 or 422: the route needs a valid body in Bodies
            }
        }

        Assert.NotEqual(0, probed);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
