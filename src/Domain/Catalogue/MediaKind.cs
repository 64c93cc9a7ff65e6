namespace Cesuur.Domain.Catalogue;

/// <summary>What a media file is to whoever sees or hears it.</summary>
public enum MediaKind
{
    Image,
    Audio,
    Video,
}
