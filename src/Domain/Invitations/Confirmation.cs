namespace Cesuur.Domain.Invitations;

/// <summary>Invitations that were made and paid together. There is no more to one than its id, which they share and the ledger names.</summary>
public sealed class Confirmation : IIdentified
{
    private Confirmation()
    {
    }

    public static string IdPrefix => "conf";
}
