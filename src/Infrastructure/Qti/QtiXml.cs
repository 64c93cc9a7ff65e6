using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Cesuur.Infrastructure.Qti;

/// <summary>A file of a package that is no XML, or more of it than is read.</summary>
public sealed class QtiXmlException(string code, string detail, int line) : Exception(detail)
{
    public string Code => code;

    public int Line => line;
}

/// <summary>Reads XML of strangers: document types are passed over, so that no entity is ever expanded or fetched, and bounded in size and depth.</summary>
internal static class QtiXml
{
    /// <summary>Characters of an item, a test or a stimulus.</summary>
    public const int MaxFile = 5 * 1024 * 1024;

    /// <summary>Characters of a manifest, which is never in memory as a whole.</summary>
    public const int MaxManifest = 64 * 1024 * 1024;

    private const int MaxDepth = 100;

    // Older tools write windows-1252 and the like, which the framework knows only when told to.
    static QtiXml() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <exception cref="QtiXmlException"><c>xml_malformed</c>, <c>xml_entity</c>, <c>xml_too_large</c>, <c>xml_too_deep</c></exception>
    public static XDocument Load(Stream file) => Read(file, MaxFile, reader =>
    {
        var document = XDocument.Load(reader, LoadOptions.PreserveWhitespace | LoadOptions.SetLineInfo);
        RequireShallow(document.Root!);
        return document;
    });

    /// <summary>The reader stands before the first node.</summary>
    /// <exception cref="QtiXmlException"><c>xml_malformed</c>, <c>xml_entity</c>, <c>xml_too_large</c></exception>
    public static T Read<T>(Stream file, int maxCharacters, Func<XmlReader, T> read)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            MaxCharactersInDocument = maxCharacters,
            IgnoreComments = true, // instructions are read: what QTI cannot say of a key is in one
        };
        using var counted = new BoundedBytes(file, 4L * maxCharacters); // characters are counted late, at the end of what is read as one
        using var reader = XmlReader.Create(counted, settings);
        try
        {
            return read(reader);
        }
        catch (XmlException e) when (IsEntity(e))
        {
            throw new QtiXmlException("xml_entity", $"It names an entity, which only a document type could explain; none is read. {e.Message}", e.LineNumber);
        }
        catch (XmlException e) when (counted.IsExhausted || IsTooLong(e))
        {
            throw new QtiXmlException("xml_too_large", $"More than {maxCharacters / (1024 * 1024)} MB of XML in one file are not read.", e.LineNumber);
        }
        catch (XmlException e)
        {
            throw new QtiXmlException("xml_malformed", $"It is not well-formed XML: {e.Message}", e.LineNumber);
        }
    }

    // The framework has no type or number for either; its messages are what tells them apart.
    private static bool IsEntity(XmlException e) => e.Message.Contains("undeclared entity", StringComparison.Ordinal);

    private static bool IsTooLong(XmlException e) => e.Message.Contains("MaxCharactersInDocument", StringComparison.Ordinal);

    // What comes after this may recurse.
    private static void RequireShallow(XElement root)
    {
        var depth = 0;
        for (XElement? at = root; at is not null;)
        {
            if (depth > MaxDepth)
            {
                throw new QtiXmlException("xml_too_deep", $"Elements are nested more than {MaxDepth} deep.", ((IXmlLineInfo)at).LineNumber);
            }

            if (at.Elements().FirstOrDefault() is { } child)
            {
                (at, depth) = (child, depth + 1);
                continue;
            }

            while (at is not null && at != root && at.ElementsAfterSelf().FirstOrDefault() is null)
            {
                (at, depth) = (at.Parent, depth - 1);
            }

            at = at is null || at == root ? null : at.ElementsAfterSelf().First();
        }
    }

    private sealed class BoundedBytes(Stream file, long left) : Stream
    {
        public bool IsExhausted { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = file.Read(buffer, offset, count);
            left -= read;
            IsExhausted |= left < 0;
            return IsExhausted ? throw new XmlException("Too long.") : read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
