using Cesuur.Domain;
using Cesuur.Domain.People;
using Npgsql;
using NpgsqlTypes;

namespace Cesuur.Infrastructure.Imports;

/// <summary>A candidate as a row of an import gives it; what is null is left as it is.</summary>
public sealed record StagedCandidate(int Line, CandidateDetails Details, IReadOnlyList<string> GroupKeys);

/// <summary>How many candidates an import made, changed and found as they were.</summary>
public sealed record WrittenCandidates(int Created, int Changed, int Unchanged);

/// <summary>
/// The candidates of an import, in a table of their own until all that is wrong with them is known, and then into
/// the real one, set by set. The same file a second time finds every row as it is.
/// </summary>
public sealed class CandidateStaging(ImportTransaction transaction, string? file = null, string numberColumn = "number")
{
    private const int BatchSize = 5_000;

    private const string CreateSql = """
        CREATE TEMP TABLE import_candidates (
            ordinal integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            line integer NOT NULL,
            external_id text COLLATE "C",
            number text,
            name text NOT NULL,
            search_key text COLLATE "C" NOT NULL,
            email text,
            date_of_birth date,
            native_language text,
            nationality text,
            education text,
            remarks text,
            group_keys text[] COLLATE "C",
            candidate_id uuid,
            new_id uuid NOT NULL DEFAULT uuidv7()
        ) ON COMMIT DROP;
        CREATE TEMP TABLE import_groups (
            search_key text COLLATE "C" PRIMARY KEY,
            name text NOT NULL,
            group_id uuid
        ) ON COMMIT DROP;
        """;

    // What PostgreSQL knows of the organisation's candidates may be an hour old, and it may think that there are none.
    // With indexes on both sides there is no plan that takes every row with every row.
    private const string IndexSql = """
        CREATE INDEX ON import_candidates (number);
        CREATE INDEX ON import_candidates (external_id);
        CREATE INDEX ON import_candidates (search_key);
        ANALYZE import_candidates (ordinal, external_id, number, search_key, date_of_birth);
        """;

    private const string IndexMatchesSql = """
        CREATE INDEX ON import_candidates (candidate_id);
        ANALYZE import_candidates (candidate_id);
        """;

    // Imports of one organisation follow one another: two at once could each make the same candidate.
    private const string LockSql = "SELECT pg_advisory_xact_lock(hashtextextended('import ' || @tenant::text, 0))";

    private const string Table = """
        import_candidates (line, number, name, search_key, email, date_of_birth, native_language, nationality, education, remarks, group_keys)
        """;

    // An erased candidate is nobody, whatever they are called.
    private const string InReach = "c.erased_at IS NULL AND (@department IS NULL OR c.department_id = @department)";

    private const string RefuseSameNumberSql = """
        DELETE FROM import_candidates r USING (
            SELECT ordinal, first_value(line) OVER w AS first, row_number() OVER w AS n
            FROM import_candidates WHERE number IS NOT NULL WINDOW w AS (PARTITION BY number ORDER BY ordinal)) same
        WHERE same.ordinal = r.ordinal AND same.n > 1
        RETURNING r.line, r.number, same.first
        """;

    // Were it imported, it could not be told from the other one the next time.
    private const string RefuseSameNameSql = """
        DELETE FROM import_candidates r USING (
            SELECT ordinal, first_value(line) OVER w AS first, row_number() OVER w AS n
            FROM import_candidates WHERE external_id IS NULL
            WINDOW w AS (PARTITION BY search_key, date_of_birth ORDER BY number IS NULL, ordinal)) same
        WHERE same.ordinal = r.ordinal AND same.n > 1 AND r.number IS NULL
        RETURNING r.line, r.name, same.first
        """;

    private const string MatchExternalIdSql = $"""
        UPDATE import_candidates r SET candidate_id = c.id FROM candidates c
        WHERE c.tenant_id = @tenant AND c.external_id = r.external_id AND {InReach}
        """;

    private const string RefuseExternalIdSql = """
        DELETE FROM import_candidates r USING candidates c
        WHERE r.candidate_id IS NULL AND c.tenant_id = @tenant AND c.external_id = r.external_id
        RETURNING r.line, r.external_id, NULL::integer
        """;

    private const string MatchNumberSql = $"""
        UPDATE import_candidates r SET candidate_id = c.id FROM candidates c
        WHERE r.candidate_id IS NULL AND c.tenant_id = @tenant AND c.number = r.number AND {InReach}
          AND (r.external_id IS NULL OR c.external_id IS NULL)
        """;

    private const string RefuseNumberSql = """
        DELETE FROM import_candidates r USING candidates c
        WHERE c.tenant_id = @tenant AND c.number = r.number AND c.id IS DISTINCT FROM r.candidate_id
        RETURNING r.line, r.number, NULL::integer
        """;

    private const string NamesakesSql = $"""
        CREATE TEMP TABLE import_namesakes ON COMMIT DROP AS
        SELECT r.ordinal, (array_agg(c.id))[1] AS candidate_id, count(*) AS found
        FROM import_candidates r
        JOIN candidates c ON c.tenant_id = @tenant AND c.search_key = r.search_key AND c.date_of_birth IS NOT DISTINCT FROM r.date_of_birth AND {InReach}
        WHERE r.external_id IS NULL AND r.number IS NULL
        GROUP BY r.ordinal
        """;

    private const string RefuseNamesakesSql = """
        DELETE FROM import_candidates r USING import_namesakes n
        WHERE n.ordinal = r.ordinal AND n.found > 1
        RETURNING r.line, r.name, NULL::integer
        """;

    private const string MatchNameSql = """
        UPDATE import_candidates r SET candidate_id = n.candidate_id FROM import_namesakes n WHERE n.ordinal = r.ordinal
        """;

    private const string RefuseSameCandidateSql = """
        DELETE FROM import_candidates r USING (
            SELECT ordinal, first_value(line) OVER w AS first, row_number() OVER w AS n
            FROM import_candidates WHERE candidate_id IS NOT NULL WINDOW w AS (PARTITION BY candidate_id ORDER BY ordinal)) same
        WHERE same.ordinal = r.ordinal AND same.n > 1
        RETURNING r.line, r.name, same.first
        """;

    private const string MatchGroupsSql = """
        INSERT INTO import_groups (search_key, name, group_id)
        SELECT named.search_key, named.name, (
            SELECT g.id FROM groups g
            WHERE g.tenant_id = @tenant AND g.search_key = named.search_key AND g.department_id IS NOT DISTINCT FROM @department
            ORDER BY g.id LIMIT 1)
        FROM unnest(@keys, @names) AS named (search_key, name)
        """;

    private const string CreateGroupsSql = """
        WITH made AS (UPDATE import_groups SET group_id = uuidv7() WHERE group_id IS NULL RETURNING group_id, name, search_key)
        INSERT INTO groups (tenant_id, id, name, search_key, department_id, created_at)
        SELECT @tenant, group_id, name, search_key, @department, @now FROM made
        """;

    private const string InsertSql = """
        INSERT INTO candidates (tenant_id, id, external_id, name, search_key, number, email, date_of_birth,
            native_language, nationality, education, remarks, department_id, created_at)
        SELECT @tenant, new_id, external_id, name, search_key, number, email, date_of_birth,
            native_language, nationality, education, remarks, @department, @now
        FROM import_candidates WHERE candidate_id IS NULL AND ordinal BETWEEN @from AND @to
        """;

    private const string UpdateSql = """
        UPDATE candidates c SET
            external_id = coalesce(r.external_id, c.external_id), name = r.name, search_key = r.search_key,
            number = coalesce(r.number, c.number), email = coalesce(r.email, c.email),
            date_of_birth = coalesce(r.date_of_birth, c.date_of_birth),
            native_language = coalesce(r.native_language, c.native_language), nationality = coalesce(r.nationality, c.nationality),
            education = coalesce(r.education, c.education), remarks = coalesce(r.remarks, c.remarks)
        FROM import_candidates r
        WHERE r.ordinal BETWEEN @from AND @to AND c.tenant_id = @tenant AND c.id = r.candidate_id AND c.erased_at IS NULL
          AND (c.external_id, c.name, c.number, c.email, c.date_of_birth, c.native_language, c.nationality, c.education, c.remarks)
            IS DISTINCT FROM (coalesce(r.external_id, c.external_id), r.name, coalesce(r.number, c.number), coalesce(r.email, c.email),
                coalesce(r.date_of_birth, c.date_of_birth), coalesce(r.native_language, c.native_language),
                coalesce(r.nationality, c.nationality), coalesce(r.education, c.education), coalesce(r.remarks, c.remarks))
        """;

    private const string AddMembersSql = """
        INSERT INTO group_candidates (tenant_id, group_id, candidate_id)
        SELECT @tenant, g.group_id, coalesce(r.candidate_id, r.new_id)
        FROM import_candidates r CROSS JOIN LATERAL unnest(r.group_keys) AS key JOIN import_groups g ON g.search_key = key
        WHERE r.ordinal BETWEEN @from AND @to
        ON CONFLICT DO NOTHING
        """;

    public async Task CreateAsync(CancellationToken cancel)
    {
        await transaction.ExecuteAsync(LockSql, cancel);
        await transaction.ExecuteAsync(CreateSql, cancel);
    }

    /// <summary>Takes rows in as they are read, so that no more than a few are in memory.</summary>
    public async Task FillAsync(IEnumerable<StagedCandidate> candidates, CancellationToken cancel)
    {
        await using var copy = await transaction.CopyAsync(Table, cancel);
        foreach (var (line, details, groups) in candidates)
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(line, NpgsqlDbType.Integer, cancel);
            await WriteAsync(copy, details.Number, cancel);
            await WriteAsync(copy, details.Name, cancel);
            await WriteAsync(copy, Domain.SearchKey.Of(details.Name), cancel);
            await WriteAsync(copy, details.Email, cancel);
            if (details.DateOfBirth is { } date)
            {
                await copy.WriteAsync(date, NpgsqlDbType.Date, cancel);
            }
            else
            {
                await copy.WriteNullAsync(cancel);
            }

            await WriteAsync(copy, details.NativeLanguage, cancel);
            await WriteAsync(copy, details.Nationality, cancel);
            await WriteAsync(copy, details.Education, cancel);
            await WriteAsync(copy, details.Remarks, cancel);
            await copy.WriteAsync(groups.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, cancel);
        }

        await copy.CompleteAsync(cancel);
    }

    /// <summary>Finds the candidates that are there already, and takes out the rows that cannot be imported beside the others.</summary>
    public async Task MatchAsync(RefusedRows refused, CancellationToken cancel)
    {
        await transaction.ExecuteAsync(IndexSql, cancel);
        await RefuseAsync(RefuseSameNumberSql, numberColumn, ImportErrors.DuplicateInFile, other => $"Line {other} has the same number.");
        await RefuseAsync(RefuseSameNameSql, "name", ImportErrors.DuplicateInFile,
            other => $"Line {other} has the same name and date of birth; only a number can tell the two apart.");
        await transaction.ExecuteAsync(MatchExternalIdSql, cancel);
        await RefuseAsync(RefuseExternalIdSql, "sourcedId", ImportErrors.ExternalIdTaken, _ => "Somebody else has this id.");
        await transaction.ExecuteAsync(MatchNumberSql, cancel);
        await RefuseAsync(RefuseNumberSql, numberColumn, PeopleErrors.NumberTaken.Code, _ => PeopleErrors.NumberTaken.Title + ".");
        await transaction.ExecuteAsync(NamesakesSql, cancel);
        await RefuseAsync(RefuseNamesakesSql, "name", ImportErrors.CandidateAmbiguous,
            _ => "Several candidates have this name and date of birth; a number is needed to tell which is meant.");
        await transaction.ExecuteAsync(MatchNameSql, cancel);
        await RefuseAsync(RefuseSameCandidateSql, "name", ImportErrors.DuplicateInFile, other => $"Line {other} is the same candidate.");
        await transaction.ExecuteAsync(IndexMatchesSql, cancel);

        Task RefuseAsync(string sql, string column, string code, Func<int?, string> detail) =>
            transaction.RefuseAsync(sql, refused, file, column, code, detail, cancel);
    }

    /// <summary>Finds the groups by name, among the department's or else the organisation's own, and makes those that are not there.</summary>
    public async Task<int> WriteGroupsAsync(IReadOnlyDictionary<string, string> namesByKey, CancellationToken cancel)
    {
        await transaction.ExecuteAsync(MatchGroupsSql, cancel, ("keys", namesByKey.Keys.ToArray()), ("names", namesByKey.Values.ToArray()));
        return await transaction.ExecuteAsync(CreateGroupsSql, cancel);
    }

    /// <summary>Writes what has been matched, and tells after each batch how many rows are done.</summary>
    public async Task<(WrittenCandidates Candidates, int MembersAdded)> WriteAsync(Func<int, Task> progress, CancellationToken cancel)
    {
        var rows = await transaction.CountAsync("SELECT count(*) FROM import_candidates", cancel);
        var known = await transaction.CountAsync("SELECT count(candidate_id) FROM import_candidates", cancel);
        var last = await transaction.CountAsync("SELECT coalesce(max(ordinal), 0) FROM import_candidates", cancel);
        var (created, changed, members) = (0, 0, 0);
        for (var from = 1; from <= last; from += BatchSize)
        {
            (string, object)[] batch = [("from", from), ("to", from + BatchSize - 1)];
            created += await transaction.ExecuteAsync(InsertSql, cancel, batch);
            changed += known > 0 ? await transaction.ExecuteAsync(UpdateSql, cancel, batch) : 0;
            members += await transaction.ExecuteAsync(AddMembersSql, cancel, batch);
            await progress(Math.Min(from + BatchSize - 1, last));
        }

        return (new WrittenCandidates(created, changed, rows - created - changed), members);
    }

    /// <summary>Who the candidate of each line is, among those that were not refused.</summary>
    public async Task<Dictionary<int, Id<Candidate>>> ReadIdsAsync(CancellationToken cancel)
    {
        var ids = new Dictionary<int, Id<Candidate>>();
        await transaction.ReadAsync(
            "SELECT line, coalesce(candidate_id, new_id) FROM import_candidates", row => ids.Add(row.GetInt32(0), new(row.GetGuid(1))), cancel);
        return ids;
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken cancel) =>
        text is null ? copy.WriteNullAsync(cancel) : copy.WriteAsync(text, NpgsqlDbType.Text, cancel);
}
