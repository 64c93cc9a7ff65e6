namespace Cesuur.Domain.Invitations;

/// <summary>Invitations whose credits came back together, since they were deactivated, expired or those of absentees. There is no more to one than its id, which they share and the ledger names.</summary>
public sealed class Deactivation : IIdentified
{
    private Deactivation()
    {
    }

    public static string IdPrefix => "deact";
}
