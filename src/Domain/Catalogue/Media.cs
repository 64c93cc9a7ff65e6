namespace Cesuur.Domain.Catalogue;

/// <summary>A sound, video or picture file that stimuli refer to.</summary>
public sealed partial class Media : IIdentified
{
    public static string IdPrefix => "media";
}
