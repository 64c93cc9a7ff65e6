namespace Cesuur.Infrastructure.Database.Embedded;

/// <summary>The embedded PostgreSQL cannot run here. The message is one line that says what to do about it.</summary>
#pragma warning disable CA1032 // Without a reason it has no meaning
public sealed class EmbeddedPostgresException(string reason, Exception? inner = null)
    : Exception($"{reason} Or set ConnectionStrings__Cesuur to a PostgreSQL {EmbeddedPostgres.MajorVersion} of your own.", inner);
#pragma warning restore CA1032
