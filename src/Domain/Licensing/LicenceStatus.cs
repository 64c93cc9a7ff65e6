namespace Cesuur.Domain.Licensing;

/// <summary>Where a licence's year stands to the present.</summary>
public enum LicenceStatus
{
    Upcoming,
    Active,
    Expired,
}
