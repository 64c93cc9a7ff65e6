namespace Cesuur.Domain.Catalogue;

public static class MediaErrors
{
    public static readonly DomainError TypeMismatch =
        new("media_type_mismatch", ErrorKind.Invalid, "The file is not what it is said to be");

    public static readonly DomainError NotPlayable =
        new("media_not_playable", ErrorKind.Invalid, "No browser, or not every browser, shows or plays the file");

    public static readonly DomainError SvgNotSafe =
        new("svg_not_safe", ErrorKind.Invalid, "The SVG holds more than a drawing");

    public static readonly DomainError ImageTooLarge =
        new("image_too_large", ErrorKind.Invalid, "The image has more pixels than is taken");

    public static readonly DomainError FileEmpty =
        new("media_empty", ErrorKind.Invalid, "The file is empty");

    public static readonly DomainError NotExamined =
        new("media_not_examined", ErrorKind.Unavailable, "The file could not be looked into in time; try again later");

    public static readonly DomainError InUse =
        new("media_in_use", ErrorKind.Conflict, "A version of a test uses the media file");

    public static readonly DomainError UploadLength =
        new("upload_length_invalid", ErrorKind.Malformed, "The length of the upload is missing, or is none");

    public static readonly DomainError UploadMetadata =
        new("upload_metadata_invalid", ErrorKind.Malformed, "The metadata of the upload cannot be read");

    public static readonly DomainError UploadOffset =
        new("upload_offset_mismatch", ErrorKind.Conflict, "The upload is at another offset");

    public static readonly DomainError UploadParts =
        new("upload_too_many_parts", ErrorKind.Conflict, "The upload came in more parts than is taken");

    public static readonly DomainError UploadTooLong =
        new("upload_too_long", ErrorKind.TooLarge, "The upload is longer than it may be, or than it was said to be");

    public static readonly DomainError UploadEnded =
        new("upload_ended", ErrorKind.Conflict, "The upload has ended: it was completed, taken or refused");

    public static readonly DomainError UploadCompleting =
        new("upload_completing", ErrorKind.Conflict, "The upload has all its bytes, which are being put together; ask again in a moment");

    public static readonly DomainError TooManyUploads =
        new("too_many_uploads", ErrorKind.Conflict, "The organisation has as many open uploads as it may");

    public static readonly DomainError UploadNotComplete =
        new("upload_not_complete", ErrorKind.Conflict, "Bytes of the upload are missing");

    public static readonly DomainError TusVersion =
        new("tus_version_unsupported", ErrorKind.Stale, "The header Tus-Resumable does not name the version that is spoken here");
}
