using Cesuur.Infrastructure.Database;
using Quartz;

namespace Cesuur.Api.Organisations;

/// <summary>Removes what of all organisations' sessions and mailed links has run out, tokens and addresses with it.</summary>
internal sealed class ForgetSessionsJob(Databases databases, ILogger<ForgetSessionsJob> log) : IJob
{
    // A session that was ended stays for the rest of its days: its used tokens must not look unknown.
    private const string ForgetSql = """
        DELETE FROM user_sessions WHERE expires_at < clock_timestamp();
        DELETE FROM activations WHERE expires_at < clock_timestamp();
        DELETE FROM password_resets WHERE expires_at < clock_timestamp() - interval '1 hour';
        """;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(ForgetSql);
        var forgotten = await command.ExecuteNonQueryAsync(cancel);
        log.LogInformation("Removed {Count} sessions and links that had run out", forgotten);
    }
}
