namespace Cesuur.Domain.Catalogue;

/// <summary>What a candidate can hand in as a file: documents, pictures and sound. Nothing of it is opened here.</summary>
public static class FileTypes
{
    public static readonly IReadOnlyList<string> All =
    [
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.oasis.opendocument.text",
        "text/plain",
        "image/png",
        "image/jpeg",
        "audio/mpeg",
        "audio/mp4",
        "audio/ogg",
        "audio/wav",
        "video/mp4",
        "video/webm",
    ];
}
