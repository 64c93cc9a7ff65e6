using System.Text;
using System.Xml;

namespace Cesuur.Infrastructure.Imports;

/// <summary>
/// Reads a part of a workbook node by node. Documents that declare types or entities are refused; depth, the
/// number of different names and the text that is kept are bounded, and so is the memory that a part can take.
/// </summary>
internal sealed class BoundedXml : IDisposable
{
    private const int MaxDepth = 32;
    private const int MaxNames = 4_096;

    private readonly XmlReader _xml;

    public BoundedXml(Stream part) => _xml = XmlReader.Create(new ShortTokens(part), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        NameTable = new BoundedNames(),
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    });

    public bool IsStart => _xml.NodeType == XmlNodeType.Element;

    public bool IsEnd => _xml.NodeType == XmlNodeType.EndElement;

    public bool IsEmpty => _xml.IsEmptyElement;

    /// <summary>The element's name without its namespace, which differs between the two editions of the format.</summary>
    public string Name => _xml.LocalName;

    public string? this[string attribute] => _xml.GetAttribute(attribute);

    /// <summary>The reference to another part, <c>r:id</c>, in either edition's namespace.</summary>
    public string? Relation
    {
        get
        {
            for (var found = _xml.MoveToFirstAttribute(); found; found = _xml.MoveToNextAttribute())
            {
                if (_xml is { LocalName: "id", NamespaceURI.Length: > 0 })
                {
                    var id = _xml.Value;
                    _xml.MoveToElement();
                    return id;
                }
            }

            _xml.MoveToElement();
            return null;
        }
    }

    public bool Read()
    {
        try
        {
            return _xml.Read() && (_xml.Depth <= MaxDepth ? true : throw BoundedArchive.Unreadable("The workbook is nested too deeply."));
        }
        catch (XmlException)
        {
            throw BoundedArchive.Unreadable("The workbook is damaged, or declares what it may not.");
        }
    }

    /// <summary>Appends the text at which the reader stands, as far as it is kept.</summary>
    public void AppendText(StringBuilder text, int maxLength)
    {
        if (_xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace))
        {
            return;
        }

        var value = _xml.Value;
        text.Append(value, 0, Math.Min(value.Length, Math.Max(0, maxLength - text.Length)));
    }

    public void Dispose() => _xml.Dispose();

    private sealed class BoundedNames : NameTable
    {
        private int _names;

        public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? Counted(base.Add(key, start, len));

        public override string Add(string key) => Get(key) ?? Counted(base.Add(key));

        private string Counted(string name) => ++_names <= MaxNames ? name : throw new XmlException("Too many names.");
    }

    /// <summary>The reader holds a tag, or a text, in memory as a whole; a megabyte without an end is neither.</summary>
    private sealed class ShortTokens(Stream part) : Stream
    {
        private const int MaxToken = 1024 * 1024;
        private const byte TagStart = (byte)'<';

        private int _sinceTag;

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
            var read = part.Read(buffer, offset, count);
            var last = buffer.AsSpan(offset, read).LastIndexOf(TagStart);
            _sinceTag = last < 0 ? _sinceTag + read : read - last;
            return _sinceTag <= MaxToken ? read : throw new XmlException("A token without end.");
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            part.Dispose();
            base.Dispose(disposing);
        }
    }
}
