using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using NpgsqlTypes;

namespace Cesuur.Infrastructure.Imports;

/// <summary>A line of <c>users.csv</c>. The roles are those of <c>roles.csv</c>; where it has none, those the user is known by.</summary>
public sealed record StagedUser(int Line, string SourcedId, bool IsDeleted, bool IsStudent, bool IsTeacher, string Name, string? Email, string? Identifier);

/// <summary>A line of <c>classes.csv</c>.</summary>
public sealed record StagedClass(int Line, string SourcedId, bool IsDeleted, string Name);

/// <summary>A line of <c>enrollments.csv</c> of a student or a teacher.</summary>
public sealed record StagedEnrolment(int Line, string ClassId, string UserId, bool IsTeacher, bool IsDeleted);

/// <summary>
/// A OneRoster archive in tables of its own, from which students become candidates, classes groups and teachers
/// users. Everything is found again by its <c>sourcedId</c>.
/// </summary>
public sealed class RosterStaging(ImportTransaction transaction)
{
    public const string UsersFile = "users.csv";
    public const string ClassesFile = "classes.csv";
    public const string EnrolmentsFile = "enrollments.csv";

    private const string CreateSql = """
        CREATE TEMP TABLE roster_users (
            line integer NOT NULL, source_id text COLLATE "C" NOT NULL, deleted boolean NOT NULL,
            student boolean NOT NULL, teacher boolean NOT NULL,
            name text NOT NULL, search_key text COLLATE "C" NOT NULL, email text, email_key text COLLATE "C", identifier text
        ) ON COMMIT DROP;
        CREATE TEMP TABLE roster_classes (
            line integer NOT NULL, source_id text COLLATE "C" NOT NULL, deleted boolean NOT NULL,
            name text NOT NULL, search_key text COLLATE "C" NOT NULL
        ) ON COMMIT DROP;
        CREATE TEMP TABLE roster_enrolments (
            line integer NOT NULL, class_id text COLLATE "C" NOT NULL, user_id text COLLATE "C" NOT NULL,
            teacher boolean NOT NULL, deleted boolean NOT NULL
        ) ON COMMIT DROP;
        CREATE INDEX ON roster_users (source_id);
        CREATE INDEX ON roster_classes (source_id);
        CREATE INDEX ON roster_enrolments (class_id);
        CREATE INDEX ON roster_enrolments (user_id);
        """;

    // A user without a role in the file, as a delta may have it, is what the organisation knows them as.
    private const string KnownRolesSql = """
        UPDATE roster_users u SET
            student = EXISTS (SELECT FROM candidates c WHERE c.tenant_id = @tenant AND c.external_id = u.source_id),
            teacher = EXISTS (SELECT FROM users t WHERE t.tenant_id = @tenant AND t.external_id = u.source_id)
        WHERE NOT u.student AND NOT u.teacher;
        """;

    private const string StudentsSql = """
        INSERT INTO import_candidates (line, external_id, number, name, search_key, email)
        SELECT line, source_id, identifier, name, search_key, email FROM roster_users WHERE student AND NOT deleted ORDER BY line
        """;

    private const string TeachersSql = """
        CREATE TEMP TABLE roster_teachers ON COMMIT DROP AS
        SELECT u.*, t.id AS user_id, t.external_id IS NOT NULL AS linked
        FROM roster_users u
        LEFT JOIN LATERAL (
            SELECT t.id, t.external_id, t.department_id FROM users t
            WHERE t.tenant_id = @tenant AND (t.external_id = u.source_id OR (t.external_id IS NULL AND t.email_key = u.email_key))
            ORDER BY t.external_id NULLS LAST LIMIT 1) t ON @department IS NULL OR t.department_id = @department
        WHERE u.teacher AND NOT u.deleted
        """;

    private const string RefuseTeachersWithoutEmailSql = """
        DELETE FROM roster_teachers WHERE user_id IS NULL AND email IS NULL RETURNING line, NULL::text, NULL::integer
        """;

    private const string RefuseTeachersByPermissionSql = """
        DELETE FROM roster_teachers WHERE NOT linked RETURNING line, name, NULL::integer
        """;

    private const string RefuseNewTeachersSql = """
        DELETE FROM roster_teachers WHERE user_id IS NULL RETURNING line, name, NULL::integer
        """;

    // By id or address, somebody whom this import does not reach; or two lines with one address.
    private const string RefuseTakenTeachersSql = """
        DELETE FROM roster_teachers r USING (
            SELECT line, row_number() OVER (PARTITION BY email_key ORDER BY line) AS of_address,
                row_number() OVER (PARTITION BY user_id ORDER BY line) AS of_user
            FROM roster_teachers) same
        WHERE same.line = r.line AND CASE
            WHEN r.user_id IS NOT NULL THEN same.of_user > 1
            ELSE same.of_address > 1 OR EXISTS (
                SELECT FROM users t WHERE t.tenant_id = @tenant AND (t.external_id = r.source_id OR t.email_key = r.email_key)) END
        RETURNING r.line, r.email, NULL::integer
        """;

    private const string LinkTeachersSql = """
        UPDATE users t SET external_id = r.source_id FROM roster_teachers r
        WHERE t.tenant_id = @tenant AND t.id = r.user_id AND NOT r.linked
        """;

    private const string NewTeachersSql = """
        SELECT source_id, name, email FROM roster_teachers WHERE user_id IS NULL ORDER BY line
        """;

    private const string RefuseTakenClassesSql = """
        DELETE FROM roster_classes r USING groups g
        WHERE g.tenant_id = @tenant AND g.external_id = r.source_id AND @department IS NOT NULL AND g.department_id IS DISTINCT FROM @department
        RETURNING r.line, r.source_id, NULL::integer
        """;

    private const string RenameGroupsSql = """
        UPDATE groups g SET name = r.name, search_key = r.search_key FROM roster_classes r
        WHERE NOT r.deleted AND g.tenant_id = @tenant AND g.external_id = r.source_id AND g.name IS DISTINCT FROM r.name
        """;

    private const string CreateGroupsSql = """
        INSERT INTO groups (tenant_id, id, name, search_key, external_id, department_id, created_at)
        SELECT @tenant, uuidv7(), name, search_key, source_id, @department, @now
        FROM roster_classes WHERE NOT deleted
        ON CONFLICT (tenant_id, external_id) DO NOTHING
        """;

    // Whoever leaves the school leaves its classes; the candidate and their results stay, and so does the user.
    private const string EndMembershipsSql = """
        WITH left_candidates AS (
            DELETE FROM group_candidates m USING candidates c, roster_users u
            WHERE u.deleted AND c.tenant_id = @tenant AND c.external_id = u.source_id AND (@department IS NULL OR c.department_id = @department)
              AND m.tenant_id = @tenant AND m.candidate_id = c.id RETURNING 1),
        left_teachers AS (
            DELETE FROM group_teachers m USING users t, roster_users u
            WHERE u.deleted AND t.tenant_id = @tenant AND t.external_id = u.source_id AND (@department IS NULL OR t.department_id = @department)
              AND m.tenant_id = @tenant AND m.user_id = t.id RETURNING 1)
        SELECT (SELECT count(*) FROM left_candidates) + (SELECT count(*) FROM left_teachers)
        """;

    private const string EndEnrolmentsSql = """
        WITH ended AS (
            SELECT g.id AS group_id, e.user_id, e.teacher FROM roster_enrolments e
            JOIN groups g ON g.tenant_id = @tenant AND g.external_id = e.class_id AND (@department IS NULL OR g.department_id = @department)
            WHERE e.deleted),
        left_candidates AS (
            DELETE FROM group_candidates m USING ended, candidates c
            WHERE NOT ended.teacher AND m.tenant_id = @tenant AND m.group_id = ended.group_id
              AND c.tenant_id = @tenant AND c.external_id = ended.user_id AND m.candidate_id = c.id RETURNING 1),
        left_teachers AS (
            DELETE FROM group_teachers m USING ended, users t
            WHERE ended.teacher AND m.tenant_id = @tenant AND m.group_id = ended.group_id
              AND t.tenant_id = @tenant AND t.external_id = ended.user_id AND m.user_id = t.id RETURNING 1)
        SELECT (SELECT count(*) FROM left_candidates) + (SELECT count(*) FROM left_teachers)
        """;

    private const string DeleteGroupsSql = """
        DELETE FROM groups g USING roster_classes r WHERE r.deleted AND g.tenant_id = @tenant AND g.external_id = r.source_id
        """;

    // A department's group holds members of that department only, as everywhere.
    private const string MembersSql = """
        CREATE TEMP TABLE roster_members ON COMMIT DROP AS
        SELECT e.line, e.class_id, e.user_id, e.teacher, g.id AS group_id,
            CASE WHEN e.teacher THEN t.id ELSE c.id END AS member_id
        FROM roster_enrolments e
        LEFT JOIN groups g ON g.tenant_id = @tenant AND g.external_id = e.class_id AND (@department IS NULL OR g.department_id = @department)
        LEFT JOIN candidates c ON NOT e.teacher AND c.tenant_id = @tenant AND c.external_id = e.user_id
            AND (g.department_id IS NULL OR c.department_id = g.department_id)
        LEFT JOIN users t ON e.teacher AND t.tenant_id = @tenant AND t.external_id = e.user_id
            AND (g.department_id IS NULL OR t.department_id = g.department_id)
        WHERE NOT e.deleted
        """;

    private const string RefuseClasslessSql = """
        DELETE FROM roster_members WHERE group_id IS NULL RETURNING line, class_id, NULL::integer
        """;

    private const string RefuseMemberlessSql = """
        DELETE FROM roster_members WHERE member_id IS NULL RETURNING line, user_id, NULL::integer
        """;

    private const string AddCandidatesSql = """
        INSERT INTO group_candidates (tenant_id, group_id, candidate_id)
        SELECT @tenant, group_id, member_id FROM roster_members WHERE NOT teacher ON CONFLICT DO NOTHING
        """;

    private const string AddTeachersSql = """
        INSERT INTO group_teachers (tenant_id, group_id, user_id)
        SELECT @tenant, group_id, member_id FROM roster_members WHERE teacher ON CONFLICT DO NOTHING
        """;

    public Task CreateAsync(CancellationToken cancel) => transaction.ExecuteAsync(CreateSql, cancel);

    public async Task FillAsync(IEnumerable<StagedUser> users, CancellationToken cancel)
    {
        await using var copy = await transaction.CopyAsync("roster_users", cancel);
        foreach (var user in users)
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(user.Line, NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(user.SourcedId, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(user.IsDeleted, NpgsqlDbType.Boolean, cancel);
            await copy.WriteAsync(user.IsStudent, NpgsqlDbType.Boolean, cancel);
            await copy.WriteAsync(user.IsTeacher, NpgsqlDbType.Boolean, cancel);
            await copy.WriteAsync(user.Name, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(SearchKey.Of(user.Name), NpgsqlDbType.Text, cancel);
            foreach (var text in new[] { user.Email, user.Email is null ? null : User.KeyOf(user.Email), user.Identifier })
            {
                await (text is null ? copy.WriteNullAsync(cancel) : copy.WriteAsync(text, NpgsqlDbType.Text, cancel));
            }
        }

        await copy.CompleteAsync(cancel);
    }

    public async Task FillAsync(IEnumerable<StagedClass> classes, CancellationToken cancel)
    {
        await using var copy = await transaction.CopyAsync("roster_classes", cancel);
        foreach (var taught in classes)
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(taught.Line, NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(taught.SourcedId, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(taught.IsDeleted, NpgsqlDbType.Boolean, cancel);
            await copy.WriteAsync(taught.Name, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(SearchKey.Of(taught.Name), NpgsqlDbType.Text, cancel);
        }

        await copy.CompleteAsync(cancel);
    }

    public async Task FillAsync(IEnumerable<StagedEnrolment> enrolments, CancellationToken cancel)
    {
        await using var copy = await transaction.CopyAsync("roster_enrolments", cancel);
        foreach (var enrolment in enrolments)
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(enrolment.Line, NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(enrolment.ClassId, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(enrolment.UserId, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(enrolment.IsTeacher, NpgsqlDbType.Boolean, cancel);
            await copy.WriteAsync(enrolment.IsDeleted, NpgsqlDbType.Boolean, cancel);
        }

        await copy.CompleteAsync(cancel);
    }

    /// <summary>Hands the students on to the candidates; how many lines are of users who are neither student nor teacher.</summary>
    public async Task<int> StageStudentsAsync(RefusedRows refused, CancellationToken cancel)
    {
        await transaction.ExecuteAsync("ANALYZE roster_users; ANALYZE roster_classes; ANALYZE roster_enrolments", cancel);
        await RefuseRepeatedAsync("roster_users", UsersFile, refused, cancel);
        await RefuseRepeatedAsync("roster_classes", ClassesFile, refused, cancel);
        await transaction.ExecuteAsync(KnownRolesSql, cancel);
        await transaction.ExecuteAsync(StudentsSql, cancel);
        return await transaction.CountAsync("SELECT count(*) FROM roster_users WHERE NOT student AND NOT teacher", cancel);
    }

    /// <summary>
    /// Users are found by id, or by address when they have no id yet; then they get it. Their own name and address
    /// stay as they are: users edit their own data. Those who are not there are the answer.
    /// </summary>
    /// <param name="refusal">Why no user may be made or linked, or only none made; null when both may be.</param>
    public async Task<(int Linked, IReadOnlyList<NewTeacher> Missing)> LinkTeachersAsync(TeacherRefusal? refusal, RefusedRows refused, CancellationToken cancel)
    {
        await transaction.ExecuteAsync(TeachersSql, cancel);
        if (refusal is { } reason)
        {
            var sql = reason.AlsoLinking ? RefuseTeachersByPermissionSql : RefuseNewTeachersSql;
            await transaction.RefuseAsync(sql, refused, UsersFile, null, reason.Code, _ => reason.Detail, cancel);
        }

        await transaction.RefuseAsync(RefuseTeachersWithoutEmailSql, refused, UsersFile, "email", ImportErrors.Required, _ => "A teacher needs an address.", cancel);
        await transaction.RefuseAsync(RefuseTakenTeachersSql, refused, UsersFile, "email", OrganisationErrors.EmailTaken.Code,
            _ => OrganisationErrors.EmailTaken.Title + ".", cancel);
        var missing = new List<NewTeacher>();
        await transaction.ReadAsync(NewTeachersSql, row => missing.Add(new NewTeacher(row.GetString(0), row.GetString(1), row.GetString(2))), cancel);
        return missing.Count <= ImportLimits.NewUsers
            ? (await transaction.ExecuteAsync(LinkTeachersSql, cancel), missing)
            : throw new DomainException(ImportErrors.FileTooMuch, $"The archive has more than {ImportLimits.NewUsers} new teachers.");
    }

    public async Task<(int Created, int Changed, int Deleted)> WriteGroupsAsync(RefusedRows refused, CancellationToken cancel)
    {
        await transaction.RefuseAsync(
            RefuseTakenClassesSql, refused, ClassesFile, "sourcedId", ImportErrors.ExternalIdTaken, _ => "Another group has this id.", cancel);
        var deleted = await transaction.ExecuteAsync(DeleteGroupsSql, cancel);
        var changed = await transaction.ExecuteAsync(RenameGroupsSql, cancel);
        return (await transaction.ExecuteAsync(CreateGroupsSql, cancel), changed, deleted);
    }

    public async Task<(int Added, int Removed)> WriteMembersAsync(RefusedRows refused, CancellationToken cancel)
    {
        var removed = await transaction.CountAsync(EndMembershipsSql, cancel) + await transaction.CountAsync(EndEnrolmentsSql, cancel);
        await transaction.ExecuteAsync(MembersSql, cancel);
        await transaction.RefuseAsync(
            RefuseClasslessSql, refused, EnrolmentsFile, "classSourcedId", ImportErrors.ReferenceNotFound, _ => "There is no such class.", cancel);
        await transaction.RefuseAsync(
            RefuseMemberlessSql, refused, EnrolmentsFile, "userSourcedId", ImportErrors.ReferenceNotFound,
            _ => "There is no such student or teacher, or of another department than the class.", cancel);
        return (await transaction.ExecuteAsync(AddCandidatesSql, cancel) + await transaction.ExecuteAsync(AddTeachersSql, cancel), removed);
    }

    private Task RefuseRepeatedAsync(string table, string file, RefusedRows refused, CancellationToken cancel) => transaction.RefuseAsync(
        $"""
        DELETE FROM {table} r USING (
            SELECT line, first_value(line) OVER w AS first FROM {table} WINDOW w AS (PARTITION BY source_id ORDER BY line)) same
        WHERE same.line = r.line AND same.first < r.line
        RETURNING r.line, r.source_id, same.first
        """,
        refused, file, "sourcedId", ImportErrors.DuplicateInFile, other => $"Line {other} has the same id.", cancel);
}

/// <summary>A teacher of an archive who is no user yet.</summary>
public sealed record NewTeacher(string SourcedId, string Name, string Email);

/// <summary>Why an import makes no users; <paramref name="AlsoLinking"/>, nor touches those that are there.</summary>
public sealed record TeacherRefusal(string Code, string Detail, bool AlsoLinking);
