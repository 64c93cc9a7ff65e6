namespace Cesuur.Domain.Delivery;

/// <summary>A candidate's recorded speech.</summary>
public sealed partial class Recording : IIdentified
{
    public static string IdPrefix => "rec";
}
