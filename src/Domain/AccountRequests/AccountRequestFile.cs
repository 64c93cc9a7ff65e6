namespace Cesuur.Domain.AccountRequests;

public enum AccountRequestFileKind
{
    /// <summary>The form, signed by the user's manager (E).</summary>
    Form,

    /// <summary>Signed by the user (E).</summary>
    NonDisclosureAgreement,
}

/// <summary>A signed document that came with a request.</summary>
public sealed class AccountRequestFile : TenantOwned, IIdentified
{
    /// <summary>Bytes.</summary>
    public const long MaxSize = 10 * 1024 * 1024;

    private AccountRequestFile()
    {
    }

    public static string IdPrefix => "file";

    public Id<AccountRequestFile> Id { get; private set; }

    public Id<AccountRequest> RequestId { get; private set; }

    /// <summary>The <see cref="AccountRequestUser.Number"/> of whose it is.</summary>
    public int UserNumber { get; private set; }

    public AccountRequestFileKind Kind { get; private set; }

    /// <summary>What the content is, whatever the upload said.</summary>
    public string ContentType { get; private set; } = null!;

    /// <summary>Bytes.</summary>
    public long Size { get; private set; }

    /// <summary>SHA-256 in hexadecimal.</summary>
    public string Checksum { get; private set; } = null!;

    public string FileKey { get; private set; } = null!;

    public static AccountRequestFile Receive(
        AccountRequestUser user, AccountRequestFileKind kind, string contentType, long size, string checksum, string fileKey) => new()
        {
            Id = Id<AccountRequestFile>.New(),
            RequestId = user.RequestId,
            UserNumber = user.Number,
            Kind = kind,
            ContentType = contentType,
            Size = size,
            Checksum = checksum,
            FileKey = fileKey,
        };
}
