using Cesuur.Domain.Licensing;

namespace Cesuur.Domain;

/// <summary>Something that belongs to one organisation. The unit of work stamps the owner when it is added.</summary>
public abstract class TenantOwned
{
    public Id<Organisation> TenantId { get; private set; }

    /// <summary>Once, when it is added; what belongs to one organisation never moves to another.</summary>
    public void BelongTo(Id<Organisation> organisation)
    {
        if (organisation.IsNone || (!TenantId.IsNone && TenantId != organisation))
        {
            throw new InvalidOperationException("No organisation, or another one, owns this.");
        }

        TenantId = organisation;
    }
}
