namespace Cesuur.Domain.Credits;

/// <summary>Tokens that were minted together. There is no more to one than its id, which they share.</summary>
public sealed class CreditTokenBatch : IIdentified
{
    private CreditTokenBatch()
    {
    }

    public static string IdPrefix => "cbat";
}
