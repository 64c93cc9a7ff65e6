using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Npgsql;

namespace Cesuur.Infrastructure.Organisations;

/// <summary>
/// Counts guesses at passwords and codes, each before it is looked at, so that of many at once no more than
/// the limit are. After five a user is locked for a quarter of an hour. Counted on a connection of its own:
/// no transaction that is rolled back takes a count with it. Credit tokens are counted with an organisation for a user,
/// and only the unknown ones: nobody guesses 90 bits among five at once.
/// </summary>
public sealed class SignInAttempts(Databases databases)
{
    /// <summary>How long a lock lasts.</summary>
    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);

    private const string TenantSql = "SELECT set_config('cesuur.tenant', @tenant::text, true);";

    // An attempt is admitted if there was no lock before it; the fifth sets one.
    private const string CountSql = """
        ON CONFLICT (tenant_id, subject) DO UPDATE SET
            failures = CASE WHEN a.locked_until > clock_timestamp() THEN a.failures WHEN a.locked_until IS NULL THEN a.failures + 1 ELSE 1 END,
            locked_until = CASE
                WHEN a.locked_until > clock_timestamp() THEN a.locked_until
                WHEN a.locked_until IS NULL AND a.failures >= 4 THEN clock_timestamp() + interval '15 minutes' END
        RETURNING old.locked_until IS NULL OR old.locked_until <= clock_timestamp()
        """;

    private const string CountByAddressSql = $"""
        {TenantSql}
        INSERT INTO sign_in_attempts AS a (tenant_id, subject, failures)
        SELECT o.id, coalesce(u.id::text, 'nobody ' || left(md5(@email), 2)), 1
        FROM organisations o LEFT JOIN users u ON u.tenant_id = o.id AND u.email_key = @email AND u.status = 'active'
        WHERE o.id = @tenant
        {CountSql}
        """;

    private const string CountBySubjectSql = $"""
        {TenantSql}
        INSERT INTO sign_in_attempts AS a (tenant_id, subject, failures) VALUES (@tenant, @subject::text, 1)
        {CountSql}
        """;

    private const string ForgetSql = $"""
        {TenantSql}
        DELETE FROM sign_in_attempts WHERE tenant_id = @tenant AND subject = @subject::text
        """;

    /// <summary>The subject of guesses at credit tokens.</summary>
    public const string CreditTokens = "credit tokens";

    /// <summary>Counts an attempt by whoever has this address, which may be nobody; false when it must fail whatever it brings.</summary>
    public Task<bool> CountAsync(Id<Organisation> organisation, string emailKey, CancellationToken cancel) =>
        ExecuteAsync(CountByAddressSql, organisation, ("email", emailKey), cancel);

    /// <summary>Counts an attempt by a known user; false when it must fail whatever it brings.</summary>
    public Task<bool> CountAsync(Id<Organisation> organisation, Id<User> user, CancellationToken cancel) =>
        ExecuteAsync(CountBySubjectSql, organisation, ("subject", user.Value), cancel);

    /// <summary>The user has shown who they are: earlier failures count no more, and a lock ends.</summary>
    public Task ForgetAsync(Id<Organisation> organisation, Id<User> user, CancellationToken cancel) =>
        ExecuteAsync(ForgetSql, organisation, ("subject", user.Value), cancel);

    /// <summary>Counts a credit token that nobody minted.</summary>
    public Task CountTokenAsync(Id<Organisation> organisation, CancellationToken cancel) =>
        ExecuteAsync(CountBySubjectSql, organisation, ("subject", CreditTokens), cancel);

    // The two statements are one implicit transaction, which is how long the tenant is set.
    private async Task<bool> ExecuteAsync(string sql, Id<Organisation> organisation, (string Name, object Value) subject, CancellationToken cancel)
    {
#pragma warning disable CA2100 // The constants above
        await using var command = databases.App.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter("tenant", organisation.Value));
        command.Parameters.Add(new NpgsqlParameter(subject.Name, subject.Value));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        return await reader.ReadAsync(cancel) && reader.GetBoolean(0);
    }
}
