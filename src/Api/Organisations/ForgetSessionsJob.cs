using Cesuur.Api.Jobs;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

/// <summary>Removes what of all organisations' sessions and mailed links has run out, tokens and addresses with it.</summary>
/// <remarks>A session that was ended stays for the rest of its days: its used tokens must not look unknown.</remarks>
internal sealed class ForgetSessionsJob(Databases databases, ILogger<ForgetSessionsJob> log) : ForgetJob(databases, log, "sessions and links", """
    DELETE FROM user_sessions WHERE expires_at < clock_timestamp();
    DELETE FROM activations WHERE expires_at < clock_timestamp();
    DELETE FROM password_resets WHERE expires_at < clock_timestamp() - interval '1 hour';
    """);
