namespace Cesuur.Domain.Organisations;

/// <summary>A machine's credential. The key itself is shown once, at creation.</summary>
public sealed class ApiKey : TenantOwned, IIdentified
{
    public const string LivePrefix = "csk_live_";
    public const string TestPrefix = "csk_test_";

    private ApiKey()
    {
    }

    public static string IdPrefix => "key";

    public Id<ApiKey> Id { get; private set; }

    public string Name { get; private set; } = null!;

    public byte[] Hash { get; private set; } = null!;

    /// <summary>The last four characters, to recognise it in a list.</summary>
    public string Hint { get; private set; } = null!;

    public string[] Scopes { get; private set; } = null!;

    /// <summary>What it sees is this department's; absent: all of the organisation.</summary>
    public Id<Department>? DepartmentId { get; private set; }

    /// <summary>Those of the user who made it, who cannot give a key more than they see; absent: every test.</summary>
    public string[]? Fields { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public static ApiKey Create(string name, string key, IEnumerable<Permission> scopes, Id<Department>? department, DateTimeOffset? expiresAt, DateTimeOffset now, string[]? fields = null) => new()
    {
        Id = Id<ApiKey>.New(),
        Name = name,
        Hash = Secret.Hash(key),
        Hint = key[^4..],
        Scopes = [.. scopes.Select(scope => scope.Name)],
        DepartmentId = department,
        Fields = fields,
        CreatedAt = now,
        ExpiresAt = expiresAt,
    };

    public bool IsValid(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
