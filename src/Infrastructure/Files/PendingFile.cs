using Cesuur.Domain;
using Cesuur.Domain.Licensing;

namespace Cesuur.Infrastructure.Files;

/// <summary>A file that is, or may be, in the store and that no other row names yet.</summary>
public sealed class PendingFile : TenantOwned
{
    private PendingFile()
    {
    }

    public string FileKey { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    internal static PendingFile Of(Id<Organisation> organisation, string fileKey)
    {
        var file = new PendingFile { FileKey = fileKey };
        file.BelongTo(organisation);
        return file;
    }
}
