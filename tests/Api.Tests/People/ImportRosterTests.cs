using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.People;

/// <summary>OneRoster 1.2 CSV archives: students, teachers, classes and who is in which.</summary>
[Collection(ApiCollection.Name)]
public sealed class ImportRosterTests(ApiFixture fixture)
{
    private const string Users = """
        sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns
        s1,,,true,amira,,Amira,Haddad,,L-1,amira@example.org,,,,,,,,,,,o1,
        s2,,,true,jan,,Jan,Berg,van den,L-2,,,,,,,,,,,,o1,
        t1,,,true,noor,,Noor,Vries,de,,noor@example.org,,,,,,,,,,,o1,
        p1,,,true,ouder,,Een,Ouder,,,,,,,,,,,,,,o1,
        """;

    private const string Roles = """
        sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId
        r1,,,s1,primary,student,,,o1,
        r2,,,s2,primary,student,,,o1,
        r3,,,t1,primary,teacher,,,o1,
        r4,,,p1,primary,parent,,,o1,
        """;

    private const string Classes = """
        sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods
        c1,,,Nt2 A2 ochtend,,k1,,scheduled,,o1,t1,,,
        c2,,,Nt2 A2 avond,,k1,,scheduled,,o1,t1,,,
        """;

    private const string Enrolments = """
        sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
        e1,,,c1,o1,s1,student,,,
        e2,,,c1,o1,s2,student,,,
        e3,,,c2,o1,s2,student,,,
        e4,,,c1,o1,t1,teacher,true,,
        e5,,,c1,o1,p1,administrator,,,
        """;

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task An_archive_becomes_candidates_teachers_and_groups()
    {
        var school = await _api.OrganisationAsync();

        var job = await school.ImportAsync(Archive());

        Assert.Equal("succeeded", job.Get("status"));
        Assert.Equal(
            "rows 15, created 2, skipped 0, ignored 2, groupsCreated 2, membersAdded 4, teachersCreated 1",
            Counts(job, "rows", "created", "skipped", "ignored", "groupsCreated", "membersAdded", "teachersCreated"));
        Assert.Equal(["Amira Haddad L-1", "Jan van den Berg L-2"], await NamesAsync(school, "candidates", "number"));
        Assert.Equal(["Nt2 A2 avond", "Nt2 A2 ochtend"], await NamesAsync(school, "groups"));
        Assert.Equal(["Amira Haddad", "Jan van den Berg"], await MembersAsync(school, "Nt2 A2 ochtend"));
        Assert.Equal(["Jan van den Berg"], await MembersAsync(school, "Nt2 A2 avond"));
        var teacher = Assert.Single((await school.Admin.GetAsync("/v1/users?search=noor")).Json["data"]!.AsArray())!;
        Assert.Equal(("invited", "teacher"), (teacher["status"]!.ToString(), Assert.Single(teacher["roles"]!.AsArray())!.ToString()));
        Assert.Empty(await _api.MailsAsync("noor@example.org")); // an admin sends it when the school is ready
    }

    [Fact]
    public async Task New_teachers_are_mailed_at_once_when_that_is_asked_for()
    {
        var school = await _api.OrganisationAsync();
        const string address = "noor.van.straks@example.org";
        var archive = Archive(Users.Replace("noor@example.org", address, StringComparison.Ordinal));
        await school.ImportAsync(archive, "?sendActivation=true&dryRun=true");

        await school.ImportAsync(archive, "?sendActivation=true");
        await school.ImportAsync(archive, "?sendActivation=true");

        await _api.MailedAsync(address, "cat_activate_");
        Assert.Single(await _api.MailsAsync(address));
    }

    [Fact]
    public async Task The_same_archive_a_second_time_changes_nothing()
    {
        var school = await _api.OrganisationAsync();
        await school.ImportAsync(Archive());

        var job = await school.ImportAsync(Archive());

        Assert.Equal(
            "created 0, changed 0, unchanged 2, groupsCreated 0, groupsChanged 0, membersAdded 0, membersRemoved 0, teachersCreated 0, teachersLinked 0",
            Counts(job, "created", "changed", "unchanged", "groupsCreated", "groupsChanged", "membersAdded", "membersRemoved", "teachersCreated", "teachersLinked"));
    }

    [Fact]
    public async Task Whom_the_school_knows_already_is_found_by_number_and_by_address()
    {
        var school = await _api.OrganisationAsync();
        await school.ImportAsync("naam,nummer,e-mail\nA. Haddad,L-1,oud@example.org");
        await school.Admin.PostAsync("/v1/users", new { name = "N. de Vries", email = "Noor@Example.org", roles = new[] { "admin" } });

        var job = await school.ImportAsync(Archive());

        Assert.Equal("created 1, changed 1, teachersCreated 0, teachersLinked 1", Counts(job, "created", "changed", "teachersCreated", "teachersLinked"));
        Assert.Equal(["Amira Haddad amira@example.org", "Jan van den Berg "], await NamesAsync(school, "candidates", "email"));
        Assert.Equal(["N. de Vries Noor@Example.org"], await NamesAsync(school, "users", "email")); // users edit their own data
    }

    [Fact]
    public async Task A_delta_changes_and_ends_what_it_names_and_leaves_the_rest()
    {
        var school = await _api.OrganisationAsync();
        await school.ImportAsync(Archive());

        var job = await school.ImportAsync(Archive(
            users: """
                sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName,identifier,email
                s1,active,2026-01-01T00:00:00Z,true,amira,Amira,Haddad-Smit,,
                s2,tobedeleted,2026-01-01T00:00:00Z,true,jan,Jan,Berg,,
                """,
            roles: null,
            classes: """
                sourcedId,status,dateLastModified,title
                c2,tobedeleted,2026-01-01T00:00:00Z,
                c1,active,2026-01-01T00:00:00Z,Nt2 A2 nieuw
                """,
            enrolments: """
                sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role
                e4,tobedeleted,2026-01-01T00:00:00Z,c1,o1,t1,teacher
                """,
            mode: "delta"));

        Assert.Equal(
            "created 0, changed 1, groupsCreated 0, groupsChanged 1, groupsDeleted 1, membersRemoved 2",
            Counts(job, "created", "changed", "groupsCreated", "groupsChanged", "groupsDeleted", "membersRemoved"));
        Assert.Equal(["Amira Haddad-Smit L-1", "Jan van den Berg L-2"], await NamesAsync(school, "candidates", "number")); // with their results
        Assert.Equal(["Nt2 A2 nieuw"], await NamesAsync(school, "groups"));
        Assert.Equal(["Amira Haddad-Smit"], await MembersAsync(school, "Nt2 A2 nieuw"));
        Assert.Single(await NamesAsync(school, "users"));
    }

    [Fact]
    public async Task Every_wrong_line_of_every_file_is_told()
    {
        var school = await _api.OrganisationAsync();
        const string users = """
            sourcedId,givenName,familyName,identifier,email
            s1,Amira,Haddad,L-1,geen adres
            s2,,Berg,L-2,
            s3,Jan,Jansen,,
            s3,Jan,Jansen,,
            t1,Noor,Vries,,
            """;
        const string roles = "userSourcedId,role\ns1,student\ns2,student\ns3,student\nt1,teacher";
        const string classes = "sourcedId,title\nc1,=1+1\nc2,Goed";
        const string enrolments = "classSourcedId,userSourcedId,role\nc9,s3,student\nc2,s9,student\nc2,,student\nc2,s3,student";

        var job = await school.ImportAsync(Archive(users, roles, classes, enrolments));

        Assert.Equal("failed", job.Get("status"));
        Assert.Equal(
            [
                "classes.csv 2 title formula_not_allowed", "enrollments.csv 2 classSourcedId reference_not_found",
                "enrollments.csv 3 userSourcedId reference_not_found", "enrollments.csv 4 userSourcedId required",
                "users.csv 2 email invalid_email", "users.csv 3 givenName required", "users.csv 5 sourcedId duplicate_in_file", "users.csv 6 email required",
            ],
            ErrorsOf(job));
        Assert.Empty(await NamesAsync(school, "candidates", "number"));

        var skipped = await school.ImportAsync(Archive(users, roles, classes, enrolments), "?onError=skip");
        Assert.Equal("created 1, groupsCreated 1, membersAdded 1, skipped 8", Counts(skipped, "created", "groupsCreated", "membersAdded", "skipped"));
    }

    [Fact]
    public async Task Teachers_are_made_only_for_who_may_make_users_and_where_the_licence_has_room()
    {
        var school = await _api.OrganisationAsync();
        var narrow = _api.Client((await school.Admin.PostAsync(
            "/v1/api-keys", new { name = "Narrow", scopes = new[] { "candidates:manage", "candidates:write" } })).Get("key"));
        Assert.Equal(["enrollments.csv 5 userSourcedId reference_not_found", "users.csv 4  users_write_needed"], ErrorsOf(await school.ImportAsync(Archive(), "", narrow)));

        var alone = await _api.OrganisationAsync(licence: "teacher");
        Assert.Equal(["enrollments.csv 5 userSourcedId reference_not_found", "users.csv 4  teacher_licence_full"], ErrorsOf(await alone.ImportAsync(Archive())));
        Assert.Empty(await NamesAsync(school, "users"));
    }

    [Fact]
    public async Task In_a_department_nobody_outside_it_is_touched()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var mine = await school.DepartmentAsync("Mine");
        var theirs = await school.DepartmentAsync("Theirs");
        await school.ImportAsync(Archive(), $"?departmentId={theirs}");

        var job = await school.ImportAsync(Archive(), $"?departmentId={mine}");

        Assert.Equal(
            [
                "classes.csv 2 sourcedId external_id_taken", "classes.csv 3 sourcedId external_id_taken", "enrollments.csv 2 classSourcedId reference_not_found",
                "enrollments.csv 3 classSourcedId reference_not_found", "enrollments.csv 4 classSourcedId reference_not_found", "enrollments.csv 5 classSourcedId reference_not_found",
                "users.csv 2 sourcedId external_id_taken", "users.csv 3 sourcedId external_id_taken", "users.csv 4 email email_taken",
            ],
            ErrorsOf(job));
        Assert.Equal(2, (await school.Admin.GetAsync($"/v1/candidates?departmentId={theirs}")).Json["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task Teachers_of_an_import_see_no_more_fields_of_study_than_whoever_imported_them()
    {
        var school = await _api.OrganisationAsync();
        var admin = await school.UserAsync(["admin"]);
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/users/{admin.Id}", new { fields = new[] { "techniek" } });

        var job = await school.ImportAsync(Archive(), client: admin.Client);

        Assert.Equal("1", job.Get("result.teachersCreated"));
        Assert.Equal("techniek", (await school.Admin.GetAsync("/v1/users?search=noor")).Get("data[0].fields[0]"));
    }

    [Theory]
    [InlineData("propertyName,value\noneroster.version,1.1")]
    [InlineData("propertyName,value")]
    [InlineData(null)]
    public async Task Another_version_or_another_archive_is_refused_at_once(string? manifest)
    {
        var school = await _api.OrganisationAsync();
        var archive = Workbook.Zip([("users.csv", Users), .. manifest is null ? [] : new[] { ("manifest.csv", manifest) }]);
        (await school.Admin.UploadAsync(archive)).Expect(HttpStatusCode.UnprocessableEntity, "import_file_unreadable");
    }

    [Fact]
    public async Task A_file_that_the_manifest_promises_must_be_there()
    {
        var school = await _api.OrganisationAsync();
        var job = await school.ImportAsync(Workbook.Zip(("manifest.csv", "propertyName,value\noneroster.version,1.2\nfile.users,bulk")));
        Assert.Equal(("failed", "The archive has no users.csv."), (job.Get("status"), job.Get("error")));
    }

    private static byte[] Archive(
        string users = Users, string? roles = Roles, string classes = Classes, string enrolments = Enrolments, string mode = "bulk") => Workbook.Zip(
    [
        ("manifest.csv", $"""
            propertyName,value
            manifest.version,1.0
            oneroster.version,1.2
            file.academicSessions,absent
            file.classes,{mode}
            file.enrollments,{mode}
            file.orgs,absent
            file.roles,{(roles is null ? "absent" : mode)}
            file.users,{mode}
            source.systemName,Een leerlingvolgsysteem
            """),
        ("users.csv", "\uFEFF" + users),
        ("classes.csv", classes),
        ("enrollments.csv", enrolments),
        .. roles is null ? [] : new[] { ("roles.csv", roles) },
    ]);

    private static string Counts(Answer job, params string[] names) => string.Join(", ", names.Select(name => $"{name} {job.Get($"result.{name}")}"));

    private static IEnumerable<string> ErrorsOf(Answer job) =>
        job.Json["errors"]!.AsArray().Select(error => $"{error!["file"]} {error["line"]} {error["column"]} {error["code"]}");

    private static async Task<IReadOnlyList<string>> NamesAsync(TestOrganisation school, string list, string? member = null) =>
        [.. (await school.Admin.GetAsync($"/v1/{list}")).Json["data"]!.AsArray().Select(row => Name(row!, member))];

    private static string Name(JsonNode row, string? member) => member is null ? row["name"]!.ToString() : $"{row["name"]} {row[member]}";

    private static async Task<IReadOnlyList<string>> MembersAsync(TestOrganisation school, string group)
    {
        var found = (await school.Admin.GetAsync("/v1/groups")).Json["data"]!.AsArray().Single(row => row!["name"]!.ToString() == group)!;
        return await NamesAsync(school, $"candidates?groupId={found["id"]}");
    }
}
