namespace Cesuur.Domain.Invitations;

/// <summary>Invitations that were taken back and refunded together. There is no more to one than its id, which they share and the ledger names.</summary>
public sealed class Deactivation : IIdentified
{
    private Deactivation()
    {
    }

    public static string IdPrefix => "deact";
}
